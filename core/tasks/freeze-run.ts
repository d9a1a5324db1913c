import type { ChosenPosition } from '../audience/freeze.ts';
import { everyListOf } from '../audience/list-choice.ts';
import { commit } from '../commit.ts';
import type { TemplateSource } from '../content/template-variables.ts';
import { readResult } from '../runs/results.ts';
import type { Run, RunError } from '../runs/run.ts';
import { readRun, runRow, updateRun } from '../runs/run-store.ts';
import { segmentsPage } from '../runs/segment-store.ts';
import { announceTransition, apply, awaitImport, endImport, type Frozen, freeze, stop } from '../runs/transitions.ts';
import { provenSent, unknownIn } from '../sending/evidence.ts';
import { contentKey } from '../sending/run-contents.ts';
import type { Cursor, Tables } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { keptSnapshotWrite } from './forget-runs.ts';
import type { StartPorts } from './ports.ts';
import type { Task } from './task.ts';
import { taskContent } from './task-content.ts';
import { isAnyImporting, stateOfLists } from './task-lists.ts';
import { notEdited, readTask } from './task-store.ts';

/** Edits and deletions that may overtake a freeze before the message is retried by the queue. */
const TRIES = 3;
const SEGMENTS_PER_READ = 100;

/** The result of checking the task's references before a freeze. */
type Checked = { ok: true; template: TemplateSource } | { ok: false; error: RunError; count: number };

/**
 * Freezes audience and content of a run that is preparing, and lets it send. The task's references are checked again
 * first; a missing one stops the run with an error that a resume checks again. Concurrent freezes of a run do not
 * collide: each writes under its own name, and the first one to finish gives the run its snapshot.
 */
export async function freezeRun(taskId: string, runId: string, ports: StartPorts): Promise<void> {
  await tries(TRIES, `snapshot of run ${runId}, for edits of its task and its lists`, async () => {
    const [task, run] = await Promise.all([readTask(ports.tables, taskId), readRun(ports.tables, runId)]);
    if (!task || run?.status !== 'preparing') return;
    if (await waitsForImport(run, ports)) return;
    const checked = await checkReferences(task, run, ports);
    const outcome = checked.ok
      ? await freezeNow(task, run, checked.template, ports)
      : await stopPreparing(task, run, checked, ports);
    if (outcome === 'again') return AGAIN;
    if (outcome === 'sending') await ports.sendQueue.send({ v: 1, runId });
    return;
  });
}

/**
 * Freezes a run that waited for its lists to be filled, if that is done. A run that another import delays again, or
 * that another call has woken, is left alone.
 */
export async function freezeAfterImport(taskId: string, run: Run, ports: StartPorts): Promise<void> {
  if (await isImporting(run, ports)) return;
  if (!(await apply(endImport(run, ports.clock.now()), ports)).done) return;
  await freezeRun(taskId, run.runId, ports);
}

/** An import into a list that is left out counts, too: whoever it brings must not be mailed. */
const isImporting = ({ lists }: Run, { clock, references }: StartPorts): Promise<boolean> =>
  isAnyImporting(everyListOf(lists), clock.now(), references);

/** Holds a run of which a list is being filled. A retry takes its audience from an earlier run, and need not wait. */
async function waitsForImport(run: Run, ports: StartPorts): Promise<boolean> {
  if (run.retryOf !== null || !(await isImporting(run, ports))) return false;
  await apply(awaitImport(run, ports.clock.now()), ports);
  // An import that ended before the hold was written found no run to wake: the reconciler wakes it then.
  return true;
}

async function checkReferences(task: Task, run: Run, { references }: StartPorts): Promise<Checked> {
  const [domain, template, { count, error }] = await Promise.all([
    references.domain(run.domain),
    references.template(task.templateId),
    stateOfLists(run.lists, references),
  ]);
  if (domain?.status !== 'verified') return { ok: false, error: 'domain-not-verified', count };
  if (!template) return { ok: false, error: 'template-missing', count };
  // A retry does not read the lists.
  if (error === 'list-missing' || (error !== null && run.retryOf === null)) return { ok: false, error, count };
  return { ok: true, template };
}

/** `again`: what the freeze used was edited or deleted meanwhile. `held`: nothing more to do now. */
type Outcome = 'sending' | 'held' | 'again';

async function stopPreparing(
  task: Task,
  run: Run,
  { error, count }: { error: RunError; count: number },
  ports: StartPorts,
): Promise<Outcome> {
  const transition = stop(run, error, ports.clock.now(), count);
  const result = await commit([transition.write, notEdited(task)], ports);
  if (result.ok) await announceTransition(transition, ports);
  return !result.ok && result.refusals[1] ? 'again' : 'held';
}

async function freezeNow(task: Task, run: Run, template: TemplateSource, ports: StartPorts): Promise<Outcome> {
  const { clock, objects, random } = ports;
  // Before the first read: a recipient that unsubscribes while the list is read is found by the sender, which checks
  // from here on.
  const frozenAt = clock.now();
  const key = `runs/${run.runId}/${random.id()}`;
  await ports.tables.write(keptSnapshotWrite({ runId: run.runId, snapshot: key, since: frozenAt }));
  const content = await taskContent(task, template, ports.references);
  await objects.put(contentKey(key), new TextEncoder().encode(JSON.stringify(content)));
  const input = { lists: run.lists, domain: run.domain, key, now: frozenAt };
  const { count, skips } =
    run.retryOf === null ? await ports.freezeAudience(input) : await freezeRetry(run, input, ports);
  // A list that was deleted meanwhile was perhaps not read to its end: who it leaves out would be mailed.
  const { error } = await stateOfLists(run.lists, ports.references);
  if (error === 'list-missing') return 'again';
  return await adopt(task, run, { snapshot: key, frozenAt, count, skips }, ports);
}

/** The recipients of the retried run that have one of the outcomes, with the data that they had then. */
async function freezeRetry(run: Run, input: Parameters<StartPorts['freezeAudience']>[0], ports: StartPorts) {
  const old = run.retryOf === null ? undefined : await readRun(ports.tables, run.retryOf);
  if (!old || old.snapshot === null) throw new Error(`run ${run.runId} retries a run without a snapshot`);
  const positions = positionsOf(ports.tables, old.runId, run.retryOutcomes ?? []);
  return ports.freezeRetry({ ...input, oldSnapshot: old.snapshot, positions });
}

/** An unknown recipient with a mail event has the mail: the evidence came after the last look, or between two. */
async function* positionsOf(tables: Tables, runId: string, outcomes: string[]): AsyncGenerator<ChosenPosition> {
  let after: Cursor | null = null;
  do {
    const page = await segmentsPage(tables, runId, { limit: SEGMENTS_PER_READ, after });
    for (const segment of page.segments) {
      const wantsUnknown = outcomes.includes('unknown') && unknownIn(segment) > 0;
      const sent = /* fence: retry-evidence */ new Set(wantsUnknown ? await provenSent(tables, segment) : []);
      for (let index = 0; index < segment.n; index += 1) {
        if (!outcomes.includes(readResult(segment.results, index))) continue;
        yield { position: segment.from + index, isSent: sent.has(index) };
      }
    }
    after = page.next;
  } while (after !== null);
}

/** Gives the run its snapshot. A run that the user paused meanwhile stays paused, but is ready. */
async function adopt(task: Task, run: Run, frozen: Frozen, ports: StartPorts): Promise<Outcome> {
  const transition = freeze(run, frozen, ports.clock.now());
  const sent = await commit([transition.write, notEdited(task)], ports);
  if (sent.ok) {
    await announceTransition(transition, ports);
    return 'sending';
  }
  if (sent.refusals[1]) return 'again';
  const kept = updateRun(
    run,
    { ...frozen },
    { when: [runRow.is('status', '=', 'paused'), runRow.missing('snapshot')] },
  );
  const held = await commit([kept, notEdited(task)], ports);
  return !held.ok && held.refusals[1] ? 'again' : 'held';
}
