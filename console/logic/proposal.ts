import type { Supposed } from '../api/forecast.ts';

export const PLANS = ['standard', 'conservative', 'custom', 'unlimited'] as const;
export const LEVEL_RULES = ['sending-days', 'calendar-days', 'reputation'] as const;
export const PARK_RULES = ['after-24h', 'daily-anchor'] as const;

/** Another warm-up, as the URL has it: what is left out stays as it is. */
export interface Proposal {
  plan?: (typeof PLANS)[number] | undefined;
  /** With plan `custom`: mails a day for level 1 and on, apart by spaces or commas. */
  steps?: string | undefined;
  level?: string | undefined;
  levelRule?: (typeof LEVEL_RULES)[number] | undefined;
  parkUntil?: (typeof PARK_RULES)[number] | undefined;
  /** A mailing that does not exist: how many mails, and from which day on (an ISO date; today without one). */
  addMails?: string | undefined;
  addOn?: string | undefined;
}

/** A whole number as people write it; null for anything else. */
export function wholeNumber(text: string): number | null {
  const digits = text.replace(/[\s,.'’_]/g, '');
  return /^\d{1,10}$/.test(digits) ? Number(digits) : null;
}

/** The steps of a plan; null where one is no number from 1 on. */
export function stepsIn(text: string): number[] | null {
  const parts = text.split(/[\s,;、，]+/).filter((part) => part !== '');
  const steps = parts.map((part) => (/^\d{1,10}$/.test(part) ? Number(part) : 0));
  return steps.length > 0 && steps.every((step) => step > 0) ? steps : null;
}

/** Whether something differs from the warm-up as it is, that could be applied. */
export const changesPlan = ({ plan, steps, level, levelRule, parkUntil }: Proposal): boolean =>
  [plan, steps, level, levelRule, parkUntil].some((value) => value !== undefined);

/** Whether anything is supposed at all. */
export const isSupposed = (proposal: Proposal): boolean => changesPlan(proposal) || proposal.addMails !== undefined;

/** The settings to apply; what cannot be read is left out, and its field says so. */
export function planChange({ plan, steps, level, levelRule, parkUntil }: Proposal): Omit<Supposed, 'add'> {
  const read = steps === undefined || plan !== 'custom' ? null : stepsIn(steps);
  const wanted = level === undefined || plan === 'unlimited' ? null : wholeNumber(level);
  return {
    ...(plan !== undefined && { plan }),
    ...(read !== null && { steps: read }),
    ...(wanted !== null && { level: wanted }),
    ...(levelRule !== undefined && { levelRule }),
    ...(parkUntil !== undefined && { parkUntil }),
  };
}

/** What to ask the forecast. `label`: the name of the mailing that is added. */
export function suppositionOf(proposal: Proposal, label: string): Supposed {
  const mails = proposal.addMails === undefined ? null : wholeNumber(proposal.addMails);
  const at = startOf(proposal.addOn);
  return { ...planChange(proposal), ...(mails !== null && { add: [{ label, mails, at }] }) };
}

/** Nine in the morning of the viewer's day; null for now. */
function startOf(day: string | undefined): string | null {
  const at = day === undefined ? Number.NaN : Date.parse(`${day}T09:00:00`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
