import type { ApiClient } from '../adapters/api/client.ts';
import { PAGE_LIMIT } from '../core/page-limit.ts';
import type { Recipient, Task } from './answers.ts';
import { EXIT } from './exit-codes.ts';
import { facts } from './table.ts';
import { count } from './text.ts';
import type { TaskView } from './watcher.ts';

/** Outcomes that have reasons, in the order in which they matter. */
const UNSENT = ['failed', 'unknown', 'skipped'] as const;
/** Pages of recipients that are read for their reasons. */
const MOST_PAGES = 10;
const REASONS_SHOWN = 5;

type Unsent = (typeof UNSENT)[number];

/** Why recipients of a run have an outcome, the most frequent reason first. */
interface Reasons {
  outcome: Unsent;
  reasons: [reason: string, recipients: number][];
  /** Whether there are more recipients than were read. */
  isPart: boolean;
}

/** Why not everybody got the mail of a task; empty where everybody did. */
export async function reasonsOf(api: ApiClient, task: Pick<Task, 'taskId' | 'counts'>): Promise<Reasons[]> {
  const found: Reasons[] = [];
  for (const outcome of UNSENT) if (task.counts[outcome] > 0) found.push(await reasonsWith(api, task.taskId, outcome));
  return found.filter(({ reasons }) => reasons.length > 0);
}

async function reasonsWith(api: ApiClient, id: string, outcome: Unsent): Promise<Reasons> {
  const counts = new Map<string, number>();
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { items, nextCursor } = await api.get<{ items: Recipient[]; nextCursor: string | null }>(
      '/v1/tasks/{id}/recipients',
      { params: { id }, query: { outcome, limit: PAGE_LIMIT.max, cursor } },
    );
    for (const { reason } of items) counts.set(reason ?? outcome, (counts.get(reason ?? outcome) ?? 0) + 1);
    cursor = nextCursor ?? undefined;
    if (cursor === undefined) break;
  }
  return { outcome, reasons: [...counts].sort(([, a], [, b]) => b - a), isPart: cursor !== undefined };
}

/** `failed  4,877 × missing-variable: First`, a line per reason. */
export const reasonLines = (id: string, found: Reasons[]): string[] => facts(found.flatMap((each) => rowsOf(id, each)));

function rowsOf(id: string, { outcome, reasons, isPart }: Reasons): [string, string][] {
  const rows = reasons.slice(0, REASONS_SHOWN).map(([reason, n]) => `${count(n)} × ${reason}`);
  const others = reasons.length - rows.length;
  const more = others > 0 ? `${count(others)} other reasons` : 'more of them';
  const rest = others > 0 || isPart ? [`${more}: npx mailramp recipients ${id} --outcome ${outcome}`] : [];
  return [...rows, ...rest].map((row, i): [string, string] => [i === 0 ? outcome : '', row]);
}

/** `4,877 failed, 3 unknown`; empty where everybody got the mail, or was skipped on purpose. */
export const unsentOf = (counts: Task['counts']): string =>
  (['failed', 'unknown'] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${count(counts[outcome])} ${outcome}`)
    .join(', ');

/** The exit code of a task that has been watched to its end. Those whom it skipped on purpose are no failure. */
export function codeOf({ status, counts }: Pick<TaskView, 'status' | 'counts'>): number {
  if (status !== 'finished') return EXIT.failed;
  return counts.failed + counts.unknown > 0 ? EXIT.incomplete : EXIT.done;
}
