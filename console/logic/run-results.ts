import type { RunStatistics } from '../api/answers.ts';
import { RATES, type RateName } from './statistics.ts';

/** How far a mail may come, in this order. */
export const STEPS = ['requested', 'accepted', 'delivered', 'opened', 'clicked'] as const;

/** Every rate of a run with what it is a share of, in the order in which they are shown. */
export const runRates = ({ counts, rates }: Pick<RunStatistics, 'counts' | 'rates'>) =>
  (Object.keys(RATES) as RateName[]).map((name) => ({ name, of: RATES[name], n: counts[name], rate: rates[name] }));

/** Hours with an open or a click. */
export const busyHours = (hours: RunStatistics['hours']): RunStatistics['hours'] =>
  hours.filter(({ opened, clicked }) => opened + clicked > 0);

/** How long events of a mail are on their way at most, as a rule. */
const ON_THE_WAY_MS = 60_000;

/** Whether the last mails are so new that most of what came of them is not known yet. */
export const isFresh = (finishedAt: string | null, startedAt: string | null, now: number): boolean =>
  startedAt !== null && (finishedAt === null || now - Date.parse(finishedAt) < ON_THE_WAY_MS);
