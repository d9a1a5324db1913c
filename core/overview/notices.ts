import { iso, isoOrNull } from '../clock.ts';
import type { AccountLimits } from '../rate/account.ts';
import type { StackHold } from '../rate/stack-hold.ts';
import type { ActiveTask } from '../tasks/active-tasks.ts';
import type { DomainToday } from './domains-today.ts';
import type { WeekDay } from './week.ts';

/** What may need somebody, the most pressing first. */
export const NOTICE_CODES = [
  'account-held',
  'sending-disabled',
  'reputation-held',
  'run-stalled',
  'account-quota',
  'bounce-rate',
  'complaint-rate',
  'domain-unverified',
  'dns-broken',
  'sandbox',
] as const;

export interface Notice {
  code: (typeof NOTICE_CODES)[number];
  /** The values that a sentence about it needs, by their names. */
  params: Record<string, unknown>;
}

/** Fewer mails say nothing of a rate: as many as the guard of a domain waits for. */
const MAILS_FOR_A_RATE = 1_000;
/** At these rates SES reviews an account (the console of SES, "Reputation metrics"). */
const BOUNCE_RATE = 0.05;
const COMPLAINT_RATE = 0.001;

interface Facts {
  limits: Pick<AccountLimits, 'day' | 'sandbox' | 'sendingEnabled'>;
  stackHold: StackHold | null;
  domains: DomainToday[];
  week: WeekDay[] | null;
  /** Tasks whose runs should move and do not. */
  stalled: Pick<ActiveTask, 'taskId' | 'name'>[];
}

export function noticesOf({ limits, stackHold, domains, week, stalled }: Facts): Notice[] {
  const notices: Notice[] = [];
  const add = (code: Notice['code'], params: Notice['params'] = {}) => notices.push({ code, params });
  if (stackHold) add('account-held', { reason: stackHold.reason, since: isoOrNull(stackHold.since) });
  if (limits.sendingEnabled === false) add('sending-disabled');
  if (limits.sandbox) add('sandbox');
  const { day } = limits;
  if (day !== null && day.used >= day.perDay) add('account-quota', { perDay: day.perDay, used: day.used });
  for (const { taskId, name } of stalled) add('run-stalled', { taskId, name });
  for (const { domain, status, dnsProblems, heldUntil } of domains) {
    if (heldUntil !== null) add('reputation-held', { domain, until: iso(heldUntil) });
    if (status !== 'verified') add('domain-unverified', { domain, status });
    else if (dnsProblems) add('dns-broken', { domain, problems: dnsProblems });
  }
  for (const [code, params] of ratesOf(week ?? [])) add(code, params);
  return notices.sort((a, b) => NOTICE_CODES.indexOf(a.code) - NOTICE_CODES.indexOf(b.code));
}

/** Rates of the days together at which the account is in danger. */
function ratesOf(week: WeekDay[]): [Notice['code'], Notice['params']][] {
  const sum = (name: 'accepted' | 'delivered' | 'bounced' | 'complained') =>
    week.reduce((total, day) => total + day[name], 0);
  const found: [Notice['code'], Notice['params']][] = [];
  const judge = (code: Notice['code'], n: number, mails: number, limit: number) => {
    if (mails >= MAILS_FOR_A_RATE && n >= limit * mails) found.push([code, { n, mails, rate: n / mails, limit }]);
  };
  judge('bounce-rate', sum('bounced'), sum('accepted'), BOUNCE_RATE);
  judge('complaint-rate', sum('complained'), sum('delivered'), COMPLAINT_RATE);
  return found;
}
