import { DAY, HOUR, type Instant, iso, MINUTE, SECOND } from '../../core/clock.ts';
import { rangesTotal } from '../../core/runs/ranges.ts';
import type { Run } from '../../core/runs/run.ts';
import type { Task } from '../../core/tasks/task.ts';
import { readDomain } from '../../core/warm-up/domain-store.ts';
import { limitAt, stepsOf } from '../../core/warm-up/plans.ts';
import { resultsOf } from './check-rows.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

export const isOver = (run: Run): boolean =>
  run.status === 'missed' ||
  ((run.status === 'finished' || run.status === 'cancelled') && run.finishedAt !== null && run.doubts.length === 0);

export const tasksOf = (world: World): Task[] => [...world.truth.tasks.values()];

/** Whether nothing is left to do. */
export const isAtRest = (world: World): boolean =>
  [...world.truth.runs.values()].every(isOver) &&
  tasksOf(world).length === world.workload.tasks.length &&
  tasksOf(world).every(({ state, activeRunId }) => state !== 'live' && activeRunId === null);

/**
 * I8: the instant by which everything must be over. A domain sends at least its smallest limit from now on each day;
 * the run that wakes last of a day has a day more under `after-24h`, whose restart may drift past midnight.
 */
export async function lastInstant(world: World): Promise<Instant> {
  const { machine, truth, workload } = world;
  let end = machine.now;
  for (const { domain: name } of workload.domains) {
    const domain = await readDomain(truth.tables, name);
    if (!domain) continue;
    const level = Math.min(
      domain.level,
      ...[...truth.quotas.values()].filter((row) => row.domain === name).map((row) => row.level),
    );
    const least = Math.min(...stepsOf(domain).map((_, i) => limitAt(domain, Math.max(level, i + 1))));
    let mails = 0;
    let latest = machine.now;
    for (const run of truth.runs.values()) {
      if (run.domain !== domain.domain || isOver(run)) continue;
      mails += run.count - run.next + rangesTotal(run.rest) + run.open * workload.settings.segmentSize;
    }
    for (const made of workload.tasks) {
      const task = truth.tasks.get(made.task.taskId) ?? made.task;
      if (task.domain !== domain.domain || task.state !== 'live') continue;
      const size = made.members.length;
      const total = task.until && 'occurrences' in task.until ? task.until.occurrences : 1;
      mails += size * (total - task.occurrences + 1);
      latest = Math.max(latest, task.startAt + (total - 1) * (task.intervalHours ?? 0) * HOUR);
    }
    const days = Math.ceil(mails / least) + 1;
    end = Math.max(end, latest + (days + 1) * DAY + 35 * MINUTE);
  }
  return end;
}

/** A token of the reconciler comes within five minutes of what is due, its work within a minute; this is twice that. */
const PATIENCE = 12 * MINUTE;

/** I8 in the calm, for what needs no quota: expired segments, doubts that are due, and cancelled runs. */
export function checkTidiness(world: World, report: Report): void {
  const latest = Math.max(world.machine.now - PATIENCE, world.workload.calmFrom);
  if (world.machine.now - PATIENCE < world.workload.calmFrom) return;
  for (const run of world.truth.runs.values()) {
    const open = [...world.truth.segmentsOf(run.runId)].filter(({ status }) => status === 'open');
    if (open.some(({ leaseUntil }) => leaseUntil < latest)) report('I8', `run ${run.runId} has an expired segment`);
    if (run.lookAt !== null && run.lookAt < latest) report('I8', `run ${run.runId} has a look that is overdue`);
    if (run.doubts.some(({ dueAt }) => dueAt < latest)) report('I8', `run ${run.runId} has a doubt that is overdue`);
    const isLeft = run.status === 'cancelled' && run.finishedAt === null && open.length === 0;
    if (!isLeft) world.cancelledSince.delete(run.runId);
    else if (!world.cancelledSince.has(run.runId)) world.cancelledSince.set(run.runId, world.machine.now);
    else if ((world.cancelledSince.get(run.runId) ?? 0) < latest)
      report('I8', `run ${run.runId} is cancelled, not dropped`);
  }
}

/** What must hold once nothing is left to do: I4, I10, outcomes that are true, and nothing left behind. */
export function checkEnd(world: World, report: Report): void {
  for (const run of world.truth.runs.values()) {
    if (run.status === 'missed') continue;
    const done = run.sent + run.failed + run.skipped + run.unknown;
    if (done !== run.count) report('I4', `run ${run.runId} ends with ${done} outcomes of ${run.count}`);
    checkOutcomes(world, run, report);
    const planned = world.workload.tasks.find(({ task }) => task.taskId === run.taskId);
    const isForAll = run.snapshot !== null && run.retryOf === null;
    if (isForAll && planned && run.count !== planned.members.length) {
      report('I18', `run ${run.runId} is for ${run.count} of ${planned.members.length} members`);
    }
  }
  for (const item of world.truth.tables.all('Campaigns')) {
    const isRun = typeof item.runId === 'string' && item.sk.startsWith('RUN#');
    if (!isRun) continue;
    // The look after a day is still to come.
    const isLookedAt = item.lookAt !== undefined;
    if (item.parkedPk !== undefined || (item.workPk !== undefined) !== isLookedAt) {
      report(
        'leak',
        `run ${item.runId} is over and ${isLookedAt ? 'looked at, but in no index' : 'still in an index'}`,
      );
    }
    if (isLookedAt) world.cover('looked at later');
  }
  for (const task of tasksOf(world)) checkOccurrences(world, task, report);
}

/** What the segments say is what the mail server did; only `unknown` may hide either. */
function checkOutcomes(world: World, run: Run, report: Report): void {
  const accepted = new Set<string>();
  for (const segment of world.truth.segmentsOf(run.runId)) {
    for (const [index, result] of resultsOf(segment).entries()) {
      const where = `run ${run.runId}, segment ${segment.serial}, ${index}`;
      const mail = world.ledger.byMail(run.runId, segment.serial, index);
      if (result === 'sent' && !mail?.isAccepted) report('outcome', `${where} is sent, but no mail was accepted`);
      if (result !== 'sent' && result !== 'unknown' && mail?.isAccepted) {
        report('outcome', `${where} is ${result}, but its mail was accepted`);
      }
      if (result === 'skipped' && mail) report('outcome', `${where} is skipped, but was handed over`);
      if (result === 'unknown' && mail?.evidenceAt && mail.evidenceAt < (segment.closedAt ?? 0) + HOUR - SECOND) {
        report('unknown', `${where} stays unknown despite evidence at ${iso(mail.evidenceAt)}`);
      }
      if (mail?.isAccepted) accepted.add(mail.email);
    }
  }
  const inLedger = world.ledger.handOvers.filter(({ runId, isAccepted }) => runId === run.runId && isAccepted).length;
  if (inLedger !== accepted.size)
    report('I3', `run ${run.runId}: ${inLedger} accepted mails to ${accepted.size} people`);
}

/** I10: every occurrence that was handled has one run, started or missed; of a cancelled task one may have waited. */
function checkOccurrences(world: World, task: Task, report: Report): void {
  const runs = [...world.truth.runs.values()].filter((run) => run.taskId === task.taskId && run.retryOf === null);
  const isCancelled = world.cancelled.has(task.taskId);
  const lacking = task.occurrences - runs.length;
  if (lacking !== 0 && !(isCancelled && lacking === 1)) {
    report('I10', `task ${task.taskId} handled ${task.occurrences} occurrences, and has ${runs.length} runs`);
  }
  const wanted = task.until && 'occurrences' in task.until ? task.until.occurrences : 1;
  if (runs.length !== wanted && !isCancelled) {
    report('I10', `task ${task.taskId} ends after ${runs.length} occurrences of ${wanted}`);
  }
}
