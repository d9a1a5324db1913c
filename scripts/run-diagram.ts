import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRANSITIONS } from '../core/runs/transitions.ts';

const PAGE = 'docs/architecture.md';
const BEGIN = '<!-- the states of a run: written by npm run docs -->';
const END = '<!-- end of the states -->';

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
export function architecturePage(root: string): Record<string, string> {
  const page = readFileSync(join(root, PAGE), 'utf8');
  const [before = '', rest = ''] = page.split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  return { [PAGE]: `${before}${BEGIN}\n\n${diagram()}\n\n${table()}\n\n${END}${after}` };
}
