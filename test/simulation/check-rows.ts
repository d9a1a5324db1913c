import { HOUR, MINUTE, SECOND } from '../../core/clock.ts';
import { readResult } from '../../core/runs/results.ts';
import type { Result, Run, Segment } from '../../core/runs/run.ts';
import { quotaDayOf } from '../../core/warm-up/quota-day.ts';
import { cachedOf } from './check-order.ts';
import type { Process } from './machine.ts';
import type { Report } from './report.ts';
import type { Change, Diff } from './truth.ts';
import type { World } from './world.ts';

/** Clocks differ by a second at the most, each by half of it from the true one. */
const SKEW = SECOND;

export const resultsOf = ({ results, n }: Segment): Result[] =>
  Array.from({ length: n }, (_, index) => readResult(results, index));

const OUTCOMES: readonly Result[] = ['sent', 'failed', 'skipped', 'unknown'];
const count = (results: Result[], wanted: Result): number => results.filter((result) => result === wanted).length;

/** The invariants over rows, after every write and transaction. */
export function checkChange(world: World, change: Change, report: Report): void {
  const touched = new Set([
    ...change.runs.map(({ after }) => after.runId),
    ...change.segments.map(({ after }) => after.runId),
  ]);
  for (const runId of touched) {
    const run = world.truth.runs.get(runId);
    if (run) checkRun(world, run, report);
  }
  for (const diff of change.runs) checkTransition(world, diff, change.by, report);
  for (const diff of change.segments) checkSegment(world, diff, change, report);
  checkQuotas(world, change, report);
}

/** Every position is in exactly one place, and the counts are what the segments say (I12). */
function checkRun(world: World, run: Run, report: Report): void {
  const segments = [...world.truth.segmentsOf(run.runId)];
  const open = segments.filter(({ status }) => status === 'open');
  const where = `run ${run.runId}`;
  if (run.open !== open.length) report('I12', `${where} counts ${run.open} open segments, there are ${open.length}`);
  if (run.open > world.workload.settings.parallelism) report('K', `${where} has ${run.open} open segments`);

  const places = new Array<number>(run.count).fill(0);
  const put = (from: number, n: number) => {
    for (let i = from; i < from + n; i += 1) places[i] = (places[i] ?? 0) + 1;
  };
  const isDropped = run.dropped.length > 0 || (run.status === 'cancelled' && run.finishedAt !== null);
  if (!isDropped) put(run.next, run.count - run.next);
  for (const { from, n } of [...run.rest, ...run.dropped]) put(from, n);
  const folded = { sent: 0, failed: 0, skipped: 0, unknown: 0 };
  for (const segment of segments) {
    if (segment.status === 'open') put(segment.from, segment.n);
    else {
      for (const [index, result] of resultsOf(segment).entries()) {
        if (!OUTCOMES.includes(result)) continue;
        put(segment.from + index, 1);
        folded[result as keyof typeof folded] += 1;
      }
    }
  }
  const wrong = places.findIndex((n) => n !== 1);
  if (wrong >= 0 || places.length !== run.count) {
    report('counts', `${where}: position ${wrong} is in ${places[wrong]} places`);
  }
  folded.skipped += run.dropped.reduce((sum, { n }) => sum + n, 0);
  for (const [name, n] of Object.entries(folded)) {
    const shown = run[name as keyof typeof folded];
    if (shown !== n) report('I12', `${where} counts ${shown} ${name}, its segments say ${n}`);
  }
}

const done = (run: Run): number => run.sent + run.failed + run.skipped + run.unknown;

/** Which status may follow which, and who may bring it about. */
const FOLLOWS: Record<Run['status'], Run['status'][]> = {
  preparing: ['sending', 'paused', 'error', 'cancelled'],
  sending: ['paused', 'error', 'finished', 'cancelled'],
  paused: ['sending', 'preparing', 'cancelled'],
  error: ['sending', 'preparing', 'cancelled'],
  finished: [],
  cancelled: [],
  missed: [],
};

function checkTransition(world: World, { before, after }: Diff<Run>, by: Process, report: Report): void {
  const where = `run ${after.runId}`;
  if (!before) return;
  if (done(after) < done(before)) report('progress', `${where} falls from ${done(before)} to ${done(after)} outcomes`);
  if (before.status !== after.status && !FOLLOWS[before.status].includes(after.status)) {
    report('status', `${where} goes from ${before.status} to ${after.status}`);
  }
  if (before.finishedAt !== null && (before.status !== after.status || cachedOf(after) > 0)) {
    report('status', `${where} changes after its end`);
  }
  const isUsers = before.status === 'paused' && before.hold === 'user';
  if (isUsers && by.kind === 'sender' && (after.status !== 'paused' || after.hold !== 'user')) {
    report('status', `a sender ends the user's pause of ${where}`);
  }
  if (after.status === 'error' && before.status === 'sending') checkError(world, after, report);
  if (after.hold === 'mail-server' && before.status === 'sending') {
    world.cover('held by the mail server');
    if (after.open > 0 || before.open > 0) report('I16', `${where} is held with open segments`);
  }
  if (after.hold === 'account-quota' && before.status === 'sending') world.cover("held by the account's quota");
  checkDoubts(world, before, after, report);
  if (after.status === 'finished' && before.status !== 'finished') checkFinish(after, report);
  if (after.status === 'paused' && after.hold === 'warm-up-quota' && before.status === 'sending') {
    world.cover('parked');
    if (after.behind !== null) world.cover('parked behind another');
    if (after.open > 0 || before.open > 0) report('I16', `${where} parks with open segments`);
    checkWakeAt(world, before, after, report);
  }
  if (before.status === 'paused' && before.hold === 'warm-up-quota' && after.status === 'sending') {
    if (by.kind === 'sender') checkWake(world, before, after, by, report);
    else world.cover('resumed from a park');
  }
  if (after.status === 'sending' && before.status !== 'sending') {
    world.ledger.stopped.delete(after.runId);
    world.ledger.blockedSince.delete(after.runId);
  }
}

/** What may pass is tried again for a minute before it stops a run. */
function checkError(world: World, { runId, error }: Run, report: Report): void {
  if (error !== 'sending-disabled') return;
  const blockedSince = world.ledger.blockedSince.get(runId);
  if (blockedSince === undefined) report('patience', `run ${runId} is in error, and nothing has blocked it`);
  else if (blockedSince > world.machine.now - MINUTE + SKEW)
    report('patience', `run ${runId} is in error, blocked since ${world.machine.now - blockedSince} ms`);
  else if (blockedSince > 0) world.cover('stopped by a refusal that did not pass');
}

/** Doubts come with a close, and go one at a time when they are due. */
function checkDoubts(world: World, before: Run, after: Run, report: Report): void {
  const gone = before.doubts.filter(({ serial }) => after.doubts.every((doubt) => doubt.serial !== serial));
  if (gone.length > 1) report('doubts', `run ${after.runId} loses ${gone.length} doubts at once`);
  for (const { serial, dueAt } of gone) {
    if (dueAt > world.machine.now + SKEW) report('doubts', `run ${after.runId}: doubt ${serial} goes before it is due`);
  }
}

/** I4, and everything else that must hold of a run that is over. */
function checkFinish(run: Run, report: Report): void {
  const where = `run ${run.runId}`;
  if (done(run) !== run.count) report('I4', `${where} finishes with ${done(run)} outcomes of ${run.count}`);
  if (run.open > 0 || run.doubts.length > 0 || run.rest.length > 0) report('I4', `${where} finishes with work left`);
}

/** I15, the instant itself: a day from the park, and set at most once a day. */
function checkWakeAt(world: World, before: Run, after: Run, report: Report): void {
  const { now } = world.machine;
  if (after.wakeAt === null) report('I15', `run ${after.runId} parks for ever`);
  else if (before.wakeAt !== null && before.wakeAt > now + SKEW) {
    if (after.wakeAt !== before.wakeAt) report('I15', `run ${after.runId} is put off by a second park`);
    world.cover('parked again until the same instant');
  } else if (after.wakeAt > now + 48 * HOUR) report('I15', `run ${after.runId} parks for more than two days`);
}

function checkWake(world: World, before: Run, after: Run, by: Process, report: Report): void {
  const where = `run ${after.runId}`;
  if (before.wakeAt !== null && before.wakeAt <= by.clock.now()) {
    world.cover('woken');
    return;
  }
  world.cover('woken early');
  if (after.wakeAt !== before.wakeAt) report('I15', `${where} wakes early and forgets when it was due`);
  const offset = world.workload.settings.quotaDayOffsetMinutes;
  // Decided on the day of the park; the effect may come when that is over.
  const days = [quotaDayOf(by.calledAt - SKEW, offset), quotaDayOf(by.calledAt + SKEW, offset)];
  if (!days.includes(before.parkDay ?? '')) report('I15', `${where} wakes before its time`);
}

function checkSegment(world: World, { before, after }: Diff<Segment>, change: Change, report: Report): void {
  const where = `segment ${after.serial} of run ${after.runId}`;
  if (!before) {
    checkClaim(world, after, change, report);
    return;
  }
  const same = (['owner', 'from', 'n', 'day', 'tries', 'leaseUntil'] as const).every(
    (name) => before[name] === after[name],
  );
  if (!same) report('I5', `${where} changes what it is`);
  if (before.status === 'done') {
    checkSettled(world, before, after, report);
    return;
  }
  if (after.status !== 'done') {
    if (after.windowHigh < before.windowHigh) report('I5', `${where}: the fence goes back`);
    return;
  }
  const isMine = world.owners.get(after.owner) === change.by;
  const results = resultsOf(after);
  const earlier = resultsOf(before);
  if (count(results, 'none') + count(results, 'throttled') > 0) world.cover('put back');
  if (count(results, 'deferred') > 0) world.cover('put back because busy');
  if (isMine) return;
  world.cover('taken over');
  if (world.owners.get(after.owner)?.isAlive) report('I5', `${where} is taken from a living owner`);
  const marked = results.filter((result, index) => result === 'unknown' && earlier[index] === 'none').length;
  if (marked > 0) world.cover('taken over with unknowns');
  const { windowSize } = world.workload.settings;
  if (marked > windowSize) report('I6', `${where}: ${marked} become unknown, a window has ${windowSize}`);
  for (let index = 0; index < after.windowHigh; index += 1) {
    if (results[index] === 'none') report('I3', `${where}: a take-over leaves ${index} as if never attempted`);
  }
}

/** Only evidence changes a closed segment: an unknown one becomes sent. */
function checkSettled(world: World, before: Segment, after: Segment, report: Report): void {
  const where = `segment ${after.serial} of run ${after.runId}`;
  const earlier = resultsOf(before);
  for (const [index, result] of resultsOf(after).entries()) {
    if (result === earlier[index]) continue;
    if (earlier[index] !== 'unknown' || result !== 'sent') {
      report('I5', `${where}: ${index} changes from ${earlier[index]} to ${result} after its close`);
    } else if (world.ledger.byMail(after.runId, after.serial, index)?.isAccepted !== true) {
      report('unknown', `${where}: ${index} is called sent, but was not`);
    } else world.cover('doubt settled as sent');
  }
}

function checkClaim(world: World, segment: Segment, change: Change, report: Report): void {
  const where = `segment ${segment.serial} of run ${segment.runId}`;
  world.cover('claimed');
  const owner = world.owners.get(segment.owner);
  if (owner && owner !== change.by) report('I5', `${where} has the owner of another invocation`);
  world.owners.set(segment.owner, change.by);
  const run = change.runs.find(({ after }) => after.runId === segment.runId);
  if (run?.before?.status !== 'sending') report('claim', `${where} is claimed while the run does not send`);
  const quota = change.quotas.find(({ after }) => after.day === segment.day);
  if (!quota) report('I1', `${where} is claimed without quota`);
  else world.claimed(change.by, segment, quota.after.left, report);
  const room = world.accountSaid.get(change.by) ?? Number.POSITIVE_INFINITY;
  if (segment.n > room) report('account', `${where} has ${segment.n}, the account had room for ${room}`);
  if (segment.n < 1 || segment.n > world.workload.settings.segmentSize) report('claim', `${where} has ${segment.n}`);
}

/** I1: what is granted is what the segments of the day hold or have used, to the mail. */
function checkQuotas(world: World, change: Change, report: Report): void {
  const names = new Map<string, { domain: string; day: string }>();
  for (const { after } of change.quotas) names.set(`${after.domain} ${after.day}`, after);
  for (const { after } of change.segments) {
    const domain = world.truth.runs.get(after.runId)?.domain ?? '';
    names.set(`${domain} ${after.day}`, { domain, day: after.day });
  }
  for (const { domain, day } of names.values()) {
    const row = world.truth.quota(domain, day);
    const where = `quota of ${domain} on ${day}`;
    if (!row) {
      report('I1', `${where} is missing`);
      continue;
    }
    if (!(row.left >= 0 && row.left <= row.limit)) report('I1', `${where}: ${row.left} left of ${row.limit}`);
    const used = usedOf(world, domain, day);
    if (row.granted !== used) report('I1', `${where}: ${row.granted} granted, the segments hold ${used}`);
    if (row.limit - row.left !== used)
      report('I1', `${where}: ${row.limit - row.left} taken, the segments hold ${used}`);
  }
}

function usedOf(world: World, domain: string, day: string): number {
  let used = 0;
  for (const run of world.truth.runs.values()) {
    if (run.domain !== domain) continue;
    for (const segment of world.truth.segmentsOf(run.runId)) {
      if (segment.day !== day) continue;
      const results = resultsOf(segment);
      used += segment.status === 'open' ? segment.n : count(results, 'sent') + count(results, 'unknown');
    }
  }
  return used;
}
