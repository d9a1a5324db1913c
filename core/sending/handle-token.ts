import { type Instant, MINUTE } from '../clock.ts';
import type { RunToken } from '../queue.ts';
import { withinAccount } from '../rate/settings.ts';
import { BURST, type GrantedSlot } from '../rate/slot.ts';
import type { Run } from '../runs/run.ts';
import { isLookedAt, readRun } from '../runs/run-store.ts';
import { expiredSegments } from '../runs/segment-store.ts';
import { wakesByItself } from '../runs/transitions.ts';
import { TablesBusy } from '../tables.ts';
import { type Claim, claimSegment, nextRange } from './claim.ts';
import { closeSegment } from './close.ts';
import { resolveDoubts } from './doubts.ts';
import { dropCancelled, finishRun } from './finish.ts';
import { holdForReputation, parkRun, stopRun, wakeRun } from './park.ts';
import type { Invocation, SendingPorts } from './ports.ts';
import { refusalIn, waitForMailServer } from './refusal.ts';
import { sendLater } from './send-later.ts';
import { hasTimeForWindow, type Stop, sendSegment } from './send-segment.ts';

/** The longest that a queue delays; a run that waits longer is left to its schedule and the reconciler. */
const WORTH_A_DELAY = 15 * MINUTE;

/** Before the next look, where tables refused this one to its end. */
const BUSY_SECONDS = 10;
/** So long a token comes back; then the queue ends it, and the reconciler, which comes as often, sends others. */
const BUSY_FOR = 5 * MINUTE;

/** "Look at this run." A token that the tables refuse comes back soon: the queue would show it after half an hour. */
export async function handleToken(token: RunToken, invocation: Invocation, ports: SendingPorts): Promise<void> {
  const { runId } = token;
  try {
    await lookAtRun({ v: 1, runId }, invocation, ports);
  } catch (error) {
    const now = ports.clock.now();
    const busySince = token.busySince ?? now;
    if (!(error instanceof TablesBusy) || /* fence: busy-end */ now - busySince >= BUSY_FOR) throw error;
    ports.log.warn('send-busy', { runId, reason: error.message });
    await ports.sendQueue.send({ v: 1, runId, busySince }, BUSY_SECONDS);
  }
}

/**
 * In this order: closes the expired segments of a run, wakes it, resolve its doubts, then claim and send until
 * the time, the quota or the run is used up. Any token may do any of this: a message carries no authority.
 */
async function lookAtRun(token: RunToken, invocation: Invocation, sendingPorts: SendingPorts): Promise<void> {
  const ports = {
    ...sendingPorts,
    settings: withinAccount(sendingPorts.settings, await sendingPorts.rateGate.accountQuota.rate()),
  };
  let run = await tidyRun(token.runId, ports);
  while (run?.status === 'sending') {
    if (!hasTimeForWindow(invocation, ports)) {
      if (nextRange(run, ports.clock.now()) !== null) await ports.sendQueue.send(token);
      return;
    }
    const claim = await claimSegment(run, invocation, ports);
    if (claim.kind === 'no-rate') return await waitForRate(claim, ports);
    if (claim.kind !== 'claimed') return await afterRefusal(claim, token, ports);
    const stop = await sendAndClose(claim, invocation, ports);
    const isRefused = refusalIn(stop) !== null;
    if (stop.kind === 'blocked' && !isRefused) await stopRun(claim.run, stop.blocked.code, ports);
    if (stop.kind === 'later' && !isRefused) return await sendLater(token.runId, stop.at, ports);
    run = await readRun(ports.tables, token.runId);
    if (isRefused && run?.status === 'sending') return await waitForMailServer(run, ports);
  }
  if (run) await dropCancelled(run, ports);
}

/** Closes segments of dead senders, wakes the run if it is due, and resolves its due doubts. */
async function tidyRun(runId: string, ports: SendingPorts): Promise<Run | undefined> {
  let run = await readRun(ports.tables, runId);
  if (!run) return undefined;
  const expired =
    /* fence: take-over */ run.open > 0 ? await expiredSegments(ports.tables, run, ports.clock.now()) : [];
  if (expired.length > 0) {
    for (const segment of expired) {
      await closeSegment(segment, 'take-over', ports);
      ports.log.warn('segment-taken-over', { runId, serial: segment.serial });
    }
    run = await readRun(ports.tables, runId);
    if (!run) return undefined;
  }
  run = await wakeRun(run, ports);
  if (wakesByItself(run) && run.wakeAt !== null) await delayEarlyToken(run, run.wakeAt, ports);
  if (!isLookedAt(run)) return run;
  await resolveDoubts(run, ports);
  return await readRun(ports.tables, runId);
}

/** A schedule that fired a little early, by the clock of this sender, is delayed; any other token is dropped. */
async function delayEarlyToken(run: Run, wakeAt: Instant, ports: SendingPorts): Promise<void> {
  if (wakeAt - ports.clock.now() <= WORTH_A_DELAY) await sendLater(run.runId, wakeAt, ports);
}

/**
 * Waits in the line of the senders that found no rate. A token of a run that others send is forgotten, since they look
 * again at the end of their segments; and so is one whose run has a place already.
 */
async function waitForRate({ run, mails }: Extract<Claim, { kind: 'no-rate' }>, ports: SendingPorts): Promise<void> {
  const now = ports.clock.now();
  if (run.open > 0 || (run.tokenAt ?? 0) > now) return;
  await sendLater(run.runId, await ports.rateGate.lineUp(mails, now), ports);
}

async function afterRefusal(
  claim: Exclude<Claim, { kind: 'claimed' | 'no-rate' }>,
  token: RunToken,
  ports: SendingPorts,
): Promise<void> {
  switch (claim.kind) {
    case 'not-now':
    case 'stack-held':
      return;
    case 'account-quota':
      await stopRun(claim.run, 'account-quota', ports);
      return;
    case 'midnight':
      await sendLater(token.runId, claim.until, ports);
      return;
    case 'reputation':
      await holdForReputation(claim.run, claim.until, ports);
      return;
    case 'no-quota':
      await parkRun(claim.run, claim.day, claim.need, ports);
      return;
    case 'nothing-left': {
      const fresh = await readRun(ports.tables, token.runId);
      const isOver = fresh !== undefined && (await finishRun(fresh, ports));
      const waitsFor = isOver ? null : claim.nextAt;
      if (waitsFor !== null && waitsFor - ports.clock.now() <= WORTH_A_DELAY)
        await sendLater(token.runId, waitsFor, ports);
    }
  }
}

/**
 * How far ahead the clock of the rate may be while there is room for one more sender. On a fast account windows are
 * short and come at random instants, so that many of them wait for one before although the rate is not used up.
 */
const freeLeadOf = ({ duration }: GrantedSlot): number => Math.max(0, BURST / 2 - duration);

/** Sends a claimed segment and closes it, also when sending throws: the owner knows its attempts. */
async function sendAndClose(
  { run, segment, slot }: Extract<Claim, { kind: 'claimed' }>,
  invocation: Invocation,
  ports: SendingPorts,
): Promise<Stop> {
  let stop: Stop | undefined;
  try {
    if (run.snapshot === null) throw new Error(`run ${run.runId} sends without a snapshot`);
    const [recipients, render] = await Promise.all([
      ports.snapshots.read(run.snapshot, segment.from, segment.n),
      ports.contents.load(run),
    ]);
    const isRateUsedUp = slot.startsAt > segment.openedAt + freeLeadOf(slot);
    const mayFork =
      !isRateUsedUp && nextRange(run, ports.clock.now()) !== null && run.open < ports.settings.parallelism;
    const fork = async () => {
      if (mayFork) await ports.sendQueue.send({ v: 1, runId: run.runId });
    };
    stop = await sendSegment({ run, segment, slot, recipients, render, fork }, invocation, ports);
    return stop;
  } finally {
    if (stop?.kind !== 'lost') await closeSegment(segment, 'owner', ports, { refusal: refusalIn(stop), known: run });
  }
}
