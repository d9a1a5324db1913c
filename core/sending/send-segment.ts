import type { ExclusionReason, FrozenRecipient } from '../audience/snapshot.ts';
import { type Instant, SECOND } from '../clock.ts';
import { segmentKey } from '../keys.ts';
import { MAX_REASON_LENGTH } from '../mail/limits.ts';
import type { HandOver, Mailer, OutgoingMail } from '../mail/mailer.ts';
import type { SendingSettings } from '../rate/settings.ts';
import { type GrantedSlot, paceOf } from '../rate/slot.ts';
import { WindowSlots } from '../rate/window-slots.ts';
import { isTriedAgain } from '../runs/deferral.ts';
import { writeResult } from '../runs/results.ts';
import { mailIdOf, type Result, type Run, type Segment } from '../runs/run.ts';
import { readRun } from '../runs/run-store.ts';
import { segmentRow } from '../runs/segment-store.ts';
import { endOfDay, MIDNIGHT_MARGIN } from '../warm-up/quota-day.ts';
import type { Invocation, RenderMail, SendingPorts } from './ports.ts';
import { UnderWay } from './under-way.ts';

/** Time that must be left beside a window of time-outs, for its slot, its pace and its results. */
const WINDOW_MARGIN = 4 * SECOND;
/** How long renderings may keep the process busy before hand-overs that are under way have their turn. */
const MAX_BUSY_MS = 50;
/** How long after its slot of the rate a window may still begin. */
const MAX_LATE = 5 * SECOND;

type Blocked = Extract<HandOver, { kind: 'blocked' }>;
type Throttled = Extract<HandOver, { kind: 'throttled' }>;

/** Why a sender stopped in a segment. Its recipients without a result were not attempted. */
export type Stop =
  | { kind: 'done' }
  | { kind: 'out-of-time' }
  | { kind: 'not-sending' }
  /** Midnight is too near for mails of the grant's day. */
  | { kind: 'day-over' }
  /** Not before this instant: the rate is used up, or the account is throttled. `refusal`: of all of a window. */
  | { kind: 'later'; at: Instant; refusal?: string | null }
  | { kind: 'blocked'; blocked: Blocked }
  /** The whole stack is held. */
  | { kind: 'stack-held' }
  /** Another sender closed the segment: it has a new owner. */
  | { kind: 'lost' };

/** A claimed segment, and the means to send it. */
export interface ClaimedWork {
  run: Run;
  segment: Segment;
  /** Of the first window. */
  slot: GrantedSlot;
  recipients: FrozenRecipient[];
  render: RenderMail;
  /**
   * Sends one more token, if another sender could claim beside this one. Called once the rate has granted the first
   * window: while it grants nothing, senders must not start more senders.
   */
  fork: () => Promise<void>;
}

/** Whether a window started now can end, time-outs and all, before the platform ends the invocation. */
export const hasTimeForWindow = (invocation: Invocation, ports: SendingPorts): boolean =>
  ports.clock.now() + ports.mailer.timeoutMs + WINDOW_MARGIN <= invocation.deadline;

/**
 * Sends a segment window by window, and writes results and reasons into it. Before each window, in this order: time,
 * status, rate, write-ahead. A write-ahead that is refused means that the segment has been taken over.
 */
export async function sendSegment(
  { run, segment, slot: firstSlot, recipients, render, fork }: ClaimedWork,
  invocation: Invocation,
  ports: SendingPorts,
): Promise<Stop> {
  const { clock, tables, rateGate, settings } = ports;
  const slots = new WindowSlots(rateGate, settings.windowSize);
  for (let low = 0, high = 0; low < segment.n; low = high) {
    if (!hasTimeForWindow(invocation, ports)) return { kind: 'out-of-time' };
    // Without this check, write-ahead would follow write-ahead for nothing, and a crash would leave all of them in
    // doubt.
    /* fence: window-clock */ if (clock.now() >= endOfMails(segment, settings)) return { kind: 'day-over' };
    // Of the first window, the claim has just checked it (docs/decisions/0056-a-claim-is-a-look-at-the-status.md).
    const seen = low === 0 ? run : await readRun(tables, run.runId);
    /* fence: window-status */ if (seen?.status !== 'sending') return { kind: 'not-sending' };
    const left = segment.n - low;
    const slot = low === 0 ? slots.first(firstSlot, clock.now()) : await slots.next(left, clock.now());
    if (slot.kind === 'stack-held') return { kind: 'stack-held' };
    if (slot.kind === 'later') return { kind: 'later', at: slot.at };
    high = low + Math.min(slot.mails, left);
    const window = recipients.slice(low, high);
    const excluded = await excludedOf(run, window, ports);
    /* fence: write-ahead */ if (!(await writeAhead(segment, high, ports))) return { kind: 'lost' };
    /* fence: late-window */ if (isLate(slot.startsAt, invocation, ports)) return { kind: 'later', at: clock.now() };
    if (low === 0) await fork();
    const answers = await sendWindow({ run, segment, slot, window, low, excluded, render }, invocation, ports);
    const blocked = answers.find((answer): answer is Blocked => answer.kind === 'blocked');
    if (blocked) return { kind: 'blocked', blocked };
    const throttled = answers.find((answer): answer is Throttled => answer.kind === 'throttled');
    if (throttled) {
      await rateGate.lower(clock.now());
      const isRefused = answers.every((answer) => answer.kind === 'throttled');
      return { kind: 'later', at: clock.now() + SECOND, refusal: isRefused ? throttled.reason : null };
    }
  }
  return { kind: 'done' };
}

/**
 * Whether tables that refused for long have held up the write-ahead: others have the rate by now, what the sender knows
 * of status and exclusions is old, or the window could not end any more.
 */
const isLate = (startsAt: Instant, invocation: Invocation, ports: SendingPorts): boolean =>
  ports.clock.now() - startsAt > MAX_LATE || !hasTimeForWindow(invocation, ports);

/** From this instant on no mail of a segment is handed over. */
const endOfMails = ({ day }: Segment, { quotaDayOffsetMinutes }: SendingSettings): Instant =>
  /* fence: end-of-mails */ endOfDay(day, quotaDayOffsetMinutes) - MIDNIGHT_MARGIN;

/** Records how far the next window goes, together with the results so far. This write is the fence. */
async function writeAhead(segment: Segment, high: number, { tables }: SendingPorts): Promise<boolean> {
  const written = await tables.write({
    kind: 'update',
    table: 'Campaigns',
    key: segmentKey(segment.runId, segment.serial),
    ...segmentRow.change({ windowHigh: high, results: segment.results, reasons: segment.reasons }),
    /* fence: write-ahead-condition */ when: [
      segmentRow.is('status', '=', 'open'),
      segmentRow.is('owner', '=', segment.owner),
    ],
  });
  if (written.ok) segment.windowHigh = high;
  return written.ok;
}

interface Window {
  run: Run;
  segment: Segment;
  slot: GrantedSlot;
  window: FrozenRecipient[];
  /** Index of its first recipient in the segment. */
  low: number;
  excluded: Map<string, ExclusionReason>;
  render: RenderMail;
}

/** The recipients of a window that unsubscribed, were suppressed or were removed since the freeze. */
async function excludedOf(run: Run, window: FrozenRecipient[], { clock, exclusions }: SendingPorts) {
  const audience = { lists: run.lists, domain: run.domain, frozenAt: run.frozenAt ?? run.createdAt };
  const emails = window.filter(({ skip }) => skip === null).map(({ email }) => email);
  return await exclusions.check(audience, emails, clock.now());
}

/**
 * Hands a window over at the pace of its slot, and waits for every answer, also when something throws. After a refusal
 * that is meant for all, and when mails so large that they had to wait for each other have used up the time, the others
 * are not attempted.
 */
async function sendWindow(
  { run, segment, slot, window, low, excluded, render }: Window,
  invocation: Invocation,
  ports: SendingPorts,
): Promise<HandOver[]> {
  const { clock, mailer, settings } = ports;
  const until = endOfMails(segment, settings);
  const note = (index: number, result: Result, reason: string | null) => {
    writeResult(segment.results, index, result);
    if (reason !== null) segment.reasons[index] = reason.slice(0, MAX_REASON_LENGTH);
  };
  let isRefused = false;
  let busy = 0;
  const send = async (index: number, mail: OutgoingMail): Promise<HandOver> => {
    const answer = await handOver(mailer, mail);
    note(index, ...outcomeOf(answer, segment.tries));
    isRefused ||= answer.kind === 'throttled' || answer.kind === 'blocked';
    return answer;
  };
  const underWay = new UnderWay();
  try {
    for (const [offset, recipient] of window.entries()) {
      const index = low + offset;
      const skip = recipient.skip ?? /* fence: exclusions */ excluded.get(recipient.email) ?? null;
      if (skip !== null) {
        note(index, 'skipped', skip);
        continue;
      }
      const begun = clock.now();
      const rendered = render(recipient, mailIdOf(run.runId, segment.serial, index));
      busy += clock.now() - begun;
      const isSlow = busy > MAX_BUSY_MS;
      if (isSlow) {
        await clock.sleep(0);
        busy = 0;
      }
      if (!rendered.ok) {
        note(index, 'failed', rendered.reason);
        continue;
      }
      /* fence: pace */ const wait = paceOf(offset, slot) - clock.now();
      if (wait > 0) await clock.sleep(wait);
      const hasWaited = await underWay.makeRoom(rendered.mail);
      if ((hasWaited || isSlow) && !hasTimeForWindow(invocation, ports)) break;
      /* fence: mail-clock */ if (clock.now() >= until) break;
      if (isRefused) break;
      underWay.add(rendered.mail, send(index, rendered.mail));
    }
  } finally {
    await underWay.answers();
  }
  return await underWay.answers();
}

/** A mailer should never throw. If one does, the outcome is unknown, and the window still waits for the others. */
async function handOver(mailer: Mailer, mail: OutgoingMail): Promise<HandOver> {
  try {
    return await mailer.handOver(mail);
  } catch (error) {
    return { kind: 'unknown', reason: `the mailer failed: ${String(error)}` };
  }
}

/** The result of an answer for the recipient, and its reason. */
function outcomeOf(answer: HandOver, tries: number): [Result, string | null] {
  switch (answer.kind) {
    case 'accepted':
      return ['sent', null];
    case 'refused':
      return ['failed', answer.reason];
    case 'deferred':
      return isTriedAgain(tries) ? ['deferred', null] : ['failed', answer.reason];
    case 'throttled':
    case 'blocked':
      return ['throttled', null];
    case 'unknown':
      /* fence: unknown-stays */ return ['unknown', answer.reason];
  }
}
