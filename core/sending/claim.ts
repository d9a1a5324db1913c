import { DAY, type Instant, SECOND } from '../clock.ts';
import { commit } from '../commit.ts';
import type { GrantedSlot } from '../rate/slot.ts';
import type { Need } from '../runs/need.ts';
import { takeFirst } from '../runs/ranges.ts';
import { emptyResults } from '../runs/results.ts';
import type { Range, Run, Segment } from '../runs/run.ts';
import { readRun, runFromItem, runRow, updateRun } from '../runs/run-store.ts';
import { segmentFromItem, segmentToItem } from '../runs/segment-store.ts';
import type { TransactResult, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { MIDNIGHT_MARGIN, quotaDayOf, startOfDay } from '../warm-up/quota-day.ts';
import { grantQuota, openWithGrant, quotaDayFromItem } from '../warm-up/quota-ledger.ts';
import { quotaDay } from '../warm-up/quota-of-day.ts';
import type { Invocation, SendingPorts } from './ports.ts';
import { type Room, roomFor } from './room.ts';

/** An invocation is certainly dead this long after its deadline. */
const LEASE_MARGIN = 5 * SECOND;
/** Lost races after which the token gives up; another one continues. */
const TRIES = 16;

type Refusals = Extract<TransactResult, { ok: false }>['refusals'];

export type Claim =
  | { kind: 'claimed'; run: Run; segment: Segment; slot: GrantedSlot }
  /** The run is not sending, or has as many open segments as it may. */
  | { kind: 'not-now' }
  /** The senders at work use up the rate: a window of so many mails waits for it. */
  | { kind: 'no-rate'; run: Run; mails: number }
  /** No recipient is left to claim; from `nextAt` on, one may have to be tried again. */
  | { kind: 'nothing-left'; run: Run; nextAt: Instant | null }
  | { kind: 'no-quota'; run: Run; day: string; need: Need }
  /** The reputation of the domain holds its bulk mail. */
  | { kind: 'reputation'; run: Run; until: Instant }
  /** The whole stack is held: its release sends tokens to every run with work. */
  | { kind: 'stack-held' }
  /** The account's own quota for 24 hours is used up. */
  | { kind: 'account-quota'; run: Run }
  | { kind: 'midnight'; until: Instant };

/** The next claim: the first range that may be tried now, or else the first position that was never claimed. */
export function nextRange(run: Run, now: Instant): { range: Range; isRest: boolean } | null {
  const [first] = run.rest;
  if (first && first.notBefore <= now) return { range: first, isRest: true };
  if (run.next < run.count) {
    return { range: { from: run.next, n: run.count - run.next, tries: 0, notBefore: 0 }, isRest: false };
  }
  return null;
}

/** The aim of the next try, after what the last one saw. */
interface Aim {
  run: Run;
  /** Maximum number of recipients to claim. */
  most: number;
  /** Whether the day has no quota row yet. */
  isNewDay: boolean;
}

/** Shared by all tries of one claim. `now` is read once, so that the day of the grant is the day of its check. */
interface Terms {
  day: string;
  now: Instant;
  /** Mails that the account still allows. */
  accountLeft: number;
  invocation: Invocation;
  /** Of the first window. */
  slot: GrantedSlot;
}

/**
 * Reserves quota and recipients in one transaction: quota row, segment and run row change together or not at all.
 * Before that, the slot of the first window: while the rate is used up, a look at it is all that a sender costs. A
 * claim that is refused all the same wastes one slot.
 */
export async function claimSegment(run: Run, invocation: Invocation, ports: SendingPorts): Promise<Claim> {
  const { clock, rateGate, settings } = ports;
  const now = clock.now();
  const day = quotaDayOf(now, settings.quotaDayOffsetMinutes);
  const opensAt = startOfDay(day, settings.quotaDayOffsetMinutes) + MIDNIGHT_MARGIN;
  // On both sides: a clock that is ahead must not send the new day's mails before the old day has ended.
  if (now < opensAt) return { kind: 'midnight', until: opensAt };
  if (now >= opensAt + DAY - 2 * MIDNIGHT_MARGIN) return { kind: 'midnight', until: opensAt + DAY };

  const pick = nextRange(run, now);
  if (pick === null) return nothingLeft(run);
  if (run.open >= settings.parallelism) return { kind: 'not-now' };
  if ((await rateGate.accountQuota.remaining()) <= 0) return { kind: 'account-quota', run };
  const mails = Math.min(pick.range.n, settings.windowSize);
  /* fence: claim-rate */ const slot = await rateGate.enter(mails, now);
  /* fence: claim-hold */ if (slot.kind === 'stack-held') return { kind: 'stack-held' };
  if (slot.kind === 'later') return { kind: 'no-rate', run, mails };
  /* fence: account-left */ const accountLeft = await rateGate.accountQuota.remaining();
  if (accountLeft <= 0) return { kind: 'account-quota', run };
  const aim: Aim = { run, most: Math.min(settings.segmentSize, accountLeft), isNewDay: false };
  const terms: Terms = { day, now, accountLeft, invocation, slot };
  return await tries(
    TRIES,
    `claim of run ${run.runId}`,
    () => claimOnce(aim, terms, ports),
    () => ({ kind: 'not-now' }),
  );
}

async function claimOnce(aim: Aim, terms: Terms, ports: SendingPorts): Promise<Claim | typeof AGAIN> {
  const { rateGate, settings } = ports;
  const { day, now, invocation, slot } = terms;
  const current = aim.run;
  const pick = nextRange(current, now);
  if (pick === null) return nothingLeft(current);
  const room = await roomFor(current, Math.min(pick.range.n, aim.most), terms, ports);
  const { need } = room;
  if (room.left <= need.mails) return await refuse(current, day, need, ports);
  let n = Math.min(pick.range.n, aim.most, settings.segmentSize, room.left - need.mails);
  let quota: [row: Write, ...checks: Write[]];
  if (aim.isNewDay) {
    const created = await newQuotaRow(current, day, n, need, ports);
    if (created.kind === 'stored') {
      aim.isNewDay = false;
      return AGAIN;
    }
    if (created.until > now) return { kind: 'reputation', run: current, until: created.until };
    if (created.n <= 0) return { kind: 'no-quota', run: current, day, need };
    n = created.n;
    quota = created.writes;
  } else {
    /* fence: grant-need */ quota = [grantQuota(current.domain, day, n, need.mails, now)];
  }
  /* fence: claim-segment */ const segment = newSegment(current, pick.range, n, day, now, invocation);
  const claimed = afterClaim(current, pick.isRest, n);
  const [row, ...checks] = quota;
  const claim = claimOnRun(current, claimed, pick.isRest, segment, settings.parallelism);
  const result = await commit([row, newSegmentWrite(segment), claim, ...checks], ports);
  if (!result.ok) return await afterRefusal(result.refusals, aim, terms, { claimed, room }, ports);
  rateGate.accountQuota.claimed(n);
  return { kind: 'claimed', run: claimed, segment, slot };
}

/** Why a run claims nothing of a day that older runs need: by what the run is now, before what the day has left. */
async function refuse(run: Run, day: string, need: Need, { clock, tables }: SendingPorts): Promise<Claim> {
  const seen = await readRun(tables, run.runId);
  /* fence: refuse-open */ if (seen?.status !== 'sending' || seen.open > 0) return { kind: 'not-now' };
  /* fence: refuse-range */ if (nextRange(seen, clock.now()) === null) return nothingLeft(seen);
  return { kind: 'no-quota', run: seen, day, need };
}

const nothingLeft = (run: Run): Claim => ({ kind: 'nothing-left', run, nextAt: run.rest[0]?.notBefore ?? null });

/** Reads the aim of the next try from the rows that refused a claim, or why there is none. */
async function afterRefusal(
  [quotaRefusal, segmentRefusal, runRefusal]: Refusals,
  aim: Aim,
  { day, now, accountLeft, invocation, slot }: Terms,
  { claimed, room }: { claimed: Run; room: Room },
  { settings, tables }: SendingPorts,
): Promise<Claim | typeof AGAIN> {
  const { run } = aim;
  const other = segmentRefusal?.old && segmentFromItem(segmentRefusal.old);
  // An answer was lost: this invocation has the claim already.
  if (other?.owner === invocation.owner) return { kind: 'claimed', run: claimed, segment: other, slot };
  if (runRefusal || segmentRefusal) {
    const seen = runRefusal?.old ? runFromItem(runRefusal.old) : await readRun(tables, run.runId);
    if (seen?.status !== 'sending' || seen.open >= settings.parallelism) return { kind: 'not-now' };
    aim.run = seen;
  } else if (quotaRefusal?.old) {
    const seen = quotaDayFromItem(quotaRefusal.old);
    if (seen.heldUntil !== undefined && seen.heldUntil > now) return { kind: 'reputation', run, until: seen.heldUntil };
    if (!room.isExact) return AGAIN;
    const left = seen.left - room.need.mails;
    if (left <= 0) return { kind: 'no-quota', run, day, need: room.need };
    aim.most = Math.min(left, settings.segmentSize, accountLeft);
    aim.isNewDay = false;
  } else {
    aim.isNewDay = true;
  }
  return AGAIN;
}

/** The first claim of a day creates its row; plan and level are read strongly, and the limit stays for the day. */
async function newQuotaRow(run: Run, day: string, n: number, need: Need, { tables }: SendingPorts) {
  const domain = await readDomain(tables, run.domain);
  if (!domain) throw new Error(`domain of run ${run.runId} is missing`);
  const { row, stored } = await quotaDay(tables, domain, day);
  if (stored) return { kind: 'stored' } as const;
  /* fence: first-grant */ const granted = Math.min(n, row.limit - need.mails);
  return {
    kind: 'new',
    n: granted,
    until: row.heldUntil ?? 0,
    writes: openWithGrant(domain, row, granted),
  } as const;
}

const newSegment = (
  run: Run,
  range: Range,
  n: number,
  day: string,
  now: Instant,
  { owner, deadline }: Invocation,
): Segment => ({
  runId: run.runId,
  /* fence: segment-key */ serial: run.serial,
  from: range.from,
  n,
  status: 'open',
  owner,
  /* fence: lease */ leaseUntil: deadline + LEASE_MARGIN,
  day,
  tries: range.tries,
  windowHigh: 0,
  results: emptyResults(n),
  reasons: {},
  openedAt: now,
  closedAt: null,
});

const newSegmentWrite = (segment: Segment): Write => ({
  kind: 'put',
  table: 'Campaigns',
  item: segmentToItem(segment),
  when: [{ item: 'missing' }],
});

const afterClaim = (run: Run, isRest: boolean, n: number): Run => ({
  ...run,
  next: isRest ? run.next : run.next + n,
  rest: isRest ? takeFirst(run.rest, n) : run.rest,
  open: run.open + 1,
  serial: run.serial + 1,
});

const claimOnRun = (run: Run, claimed: Run, isRest: boolean, segment: Segment, parallelism: number): Write => {
  const noted = { movedAt: segment.openedAt, leases: { [segment.serial]: segment.leaseUntil } };
  return updateRun(run, isRest ? { ...noted, rest: claimed.rest } : { ...noted, next: claimed.next }, {
    add: { open: 1, serial: 1 },
    when: [
      /* fence: claim-status */ runRow.is('status', '=', 'sending'),
      /* fence: claim-open */ runRow.is('open', '<', parallelism),
      /* fence: claim-range */ isRest ? runRow.is('rest', '=', run.rest) : runRow.is('next', '=', run.next),
    ],
  });
};
