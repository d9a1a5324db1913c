import { TRANSITIONS } from '../core/runs/transitions.ts';
import { pageWith } from './page-with.ts';

const entries = Object.entries(TRANSITIONS);

/** One arrow for each pair of statuses, with the names of all transitions that lead along it. */
function diagram(): string {
  const arrows = new Map<string, string[]>();
  for (const [name, { from, to }] of entries) {
    for (const before of from) {
      for (const after of to)
        arrows.set(`${before} --> ${after}`, [...(arrows.get(`${before} --> ${after}`) ?? []), name]);
    }
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> preparing',
    ...[...arrows].map(([arrow, names]) => `  ${arrow}: ${names.join(', ')}`),
    '  finished --> [*]',
    '  cancelled --> [*]',
    '```',
  ].join('\n');
}

function table(): string {
  const rows = entries.map(
    ([name, { from, to, onlyIf, event }]) =>
      `| ${name} | ${from.join(', ')} | ${to.join(' or ')} | ${onlyIf} | ${event ?? '-'} |`,
  );
  return ['| transition | from | to | only if | event |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** docs/architecture.md, with the states of a run as `core/runs/transitions.ts` has them. */
export const architecturePage = (root: string): Record<string, string> =>
  pageWith(root, 'docs/architecture.md', 'the states of a run', `${diagram()}\n\n${table()}`);
