import { readList } from '../audience/list-store.ts';
import { HOUR, type Instant, SECOND } from '../clock.ts';
import { commit } from '../commit.ts';
import { newId } from '../ids.ts';
import { checkStatisticsRange, domainsWithStatistics, tooManyDomains } from '../insight/statistics.ts';
import type { ObjectLinks } from '../objects.ts';
import { invalidField, type Params, Problem } from '../problems.ts';
import type { ExportMessage, Queue } from '../queue.ts';
import type { Random } from '../random.ts';
import { readRun } from '../runs/run-store.ts';
import type { Tables } from '../tables.ts';
import { readShownTask } from '../tasks/shown-task.ts';
import { AGAIN, tries } from '../tries.ts';
import { type Export, type ExportKind, type ExportWish, exportAt, exportFileName, exportKey } from './export.ts';
import { countOpenExports, newExportWrites, readExport } from './export-store.ts';

/** How long the link to a file works. */
const LINK_LIFE = HOUR;
/** Unfinished exports of all users together. */
export const MAX_OPEN_EXPORTS = 50;
/** How many ids are drawn when one is taken. */
const TRIES = 5;

export interface ExportPorts {
  tables: Tables;
  clock: { now(): Instant };
  random: Random;
  links: ObjectLinks;
  exportQueue: Queue<ExportMessage>;
}

/** What a caller asks for. */
export interface AskedExport extends Omit<ExportWish, 'runId'> {
  taskId: string | null;
  /** Of the task; null for the run that it shows. */
  runId: string | null;
}

type Narrowing = Exclude<keyof AskedExport, 'of'>;

/** What each kind must be given, and may be given. */
const FIELDS: Record<ExportKind, { needs: readonly Narrowing[]; takes: readonly Narrowing[] }> = {
  list: { needs: ['listId'], takes: [] },
  run: { needs: ['taskId'], takes: ['runId', 'outcome', 'reason'] },
  suppressions: { needs: [], takes: ['reason', 'domain'] },
  statistics: { needs: ['from', 'to'], takes: ['domain'] },
};

/**
 * Begins an export. Throws `invalid-request`, also for a list, task or run that does not exist, and `in-use` while too
 * many exports are unfinished.
 */
export async function createExport(ports: ExportPorts, asked: AskedExport): Promise<Export> {
  const { tables, clock, random, exportQueue } = ports;
  checkFields(asked);
  const wish = await wishOf(asked, ports);
  if ((await countOpenExports(tables)) >= MAX_OPEN_EXPORTS) {
    throw new Problem('in-use', `${MAX_OPEN_EXPORTS} exports are unfinished; wait until one has ended`, {
      params: { max: MAX_OPEN_EXPORTS },
    });
  }
  const now = clock.now();
  const made = await tries(TRIES, 'a new export', async () => {
    const drawn = newExport(newId(now, random), wish, now);
    return (await commit(newExportWrites(drawn), ports)).ok ? drawn : AGAIN;
  });
  await exportQueue.send({ v: 1, exportId: made.exportId });
  return made;
}

/** The current state of an export, and the link to its file once it has one. Throws `not-found`. */
export async function showExport(
  { tables, clock, links }: Pick<ExportPorts, 'tables' | 'clock' | 'links'>,
  exportId: string,
): Promise<{ shown: Export; url: string | null; urlUntil: Instant | null }> {
  const stored = await readExport(tables, exportId);
  if (!stored) throw new Problem('not-found', `there is no export ${exportId}; files are kept for 7 days`);
  const now = clock.now();
  const shown = exportAt(stored, now);
  if (shown.status !== 'finished') return { shown, url: null, urlUntil: null };
  const url = await links.download(exportKey(exportId), exportFileName(shown), LINK_LIFE / SECOND);
  return { shown, url, urlUntil: now + LINK_LIFE };
}

function checkFields(asked: AskedExport): void {
  const { needs, takes } = FIELDS[asked.of];
  for (const field of needs) {
    if (asked[field] === null) {
      throw invalidField(`/${field}`, `is required with an export of ${asked.of}`, 'required', { of: asked.of });
    }
  }
  for (const [field, value] of Object.entries(asked) as [keyof AskedExport, string | null][]) {
    if (value === null || field === 'of' || [...needs, ...takes].includes(field)) continue;
    const kinds = (Object.keys(FIELDS) as ExportKind[]).filter((kind) =>
      [...FIELDS[kind].needs, ...FIELDS[kind].takes].includes(field),
    );
    const message = `is allowed only with an export of ${kinds.join(' or ')}`;
    throw invalidField(`/${field}`, message, 'not-allowed', { only: kinds });
  }
}

/** What is asked for, with everything that it names. */
async function wishOf({ taskId, ...asked }: AskedExport, { tables }: ExportPorts): Promise<ExportWish> {
  const { of, listId, from, to, domain } = asked;
  if (of === 'list' && listId !== null && !(await readList(tables, listId))) {
    throw noSuch('/listId', `there is no list ${listId}`, { listId });
  }
  if (of === 'statistics' && from !== null && to !== null) {
    checkStatisticsRange({ from, to });
    if (domain === null && (await domainsWithStatistics(tables)) === null) throw tooManyDomains();
  }
  return of === 'run' && taskId !== null ? { ...asked, runId: await runOf(tables, taskId, asked.runId) } : asked;
}

async function runOf(tables: Tables, taskId: string, runId: string | null): Promise<string> {
  const shown = await readShownTask(taskId, { tables }).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    throw noSuch('/taskId', `there is no task ${taskId}`, { taskId });
  });
  if (runId === null) {
    if (shown.run) return shown.run.runId;
    throw invalidField('/taskId', 'has not been started yet, and has no recipients', 'not-ready', { taskId });
  }
  if (runId.startsWith(`${taskId}-`) && (await readRun(tables, runId))) return runId;
  throw noSuch('/runId', `the task has no run ${runId}`, { runId });
}

const noSuch = (path: string, message: string, params: Params): Problem =>
  invalidField(path, message, 'no-such', params);

const newExport = (exportId: string, wish: ExportWish, now: Instant): Export => ({
  exportId,
  wish,
  status: 'waiting',
  error: null,
  reason: null,
  checkpoint: { place: null, isWhole: false, rows: 0, bytes: 0, parts: [], carried: null },
  rows: 0,
  uploadId: null,
  claims: 0,
  owner: null,
  leaseUntil: 0,
  createdAt: now,
  startedAt: null,
  finishedAt: null,
  updatedAt: now,
});
