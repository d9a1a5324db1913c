import type { AccountLimits } from '../rate/account.ts';
import type { DomainToday } from './domains-today.ts';

/** The steps from a fresh deploy to a first campaign, in their order. */
export const STEPS = ['sandbox', 'domain', 'dns', 'list', 'template', 'test', 'task'] as const;

/** Whether a step is done; null where that is not known. */
export interface Step {
  step: (typeof STEPS)[number];
  done: boolean | null;
}

interface Facts {
  limits: Pick<AccountLimits, 'sandbox'>;
  domains: DomainToday[];
  /** Null for too many to be counted. */
  counts: { recipients: number | null; templates: number | null };
  hasTested: boolean;
  hasFinished: boolean;
}

export function stepsOf({ limits, domains, counts, hasTested, hasFinished }: Facts): Step[] {
  const done: Record<Step['step'], boolean | null> = {
    sandbox: limits.sandbox === null ? null : !limits.sandbox,
    domain: domains.length > 0,
    dns: dnsDone(domains),
    list: counts.recipients !== 0,
    template: counts.templates !== 0,
    test: hasTested,
    task: hasFinished,
  };
  return STEPS.map((step) => ({ step, done: done[step] }));
}

/** One domain in order is enough to send. */
function dnsDone(domains: DomainToday[]): boolean | null {
  const verified = domains.filter(({ status }) => status === 'verified');
  if (verified.some(({ dnsProblems }) => dnsProblems === 0)) return true;
  return verified.some(({ dnsProblems }) => dnsProblems === null) ? null : false;
}
