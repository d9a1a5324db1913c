import type { RunRecipient } from '../api/answers.ts';

/** What came of mails that were handed over, counted over those recipients that were read. */
export interface Digest {
  read: number;
  sent: number;
  delivered: number;
  opened: number;
  clicked: number;
  bounced: number;
  complained: number;
  unsubscribed: number;
  /** Why recipients were not mailed, or their mail failed: the most frequent first. */
  reasons: (Pick<RunRecipient, 'outcome' | 'reason' | 'cause'> & { recipients: number })[];
}

const DIGESTED = ['delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'] as const;

export function digestOf(recipients: readonly RunRecipient[]): Digest {
  const digest = { delivered: 0, opened: 0, clicked: 0, bounced: 0, complained: 0, unsubscribed: 0 };
  const reasons = new Map<string, Digest['reasons'][number]>();
  for (const { outcome, reason, cause, delivery } of recipients) {
    for (const step of DIGESTED) if (delivery !== null && delivery[`${step}At`] !== null) digest[step] += 1;
    if (outcome === 'sent') continue;
    const key = `${outcome} ${reason}`;
    const known = reasons.get(key) ?? { outcome, reason, cause, recipients: 0 };
    reasons.set(key, { ...known, recipients: known.recipients + 1 });
  }
  return {
    read: recipients.length,
    sent: recipients.filter(({ outcome }) => outcome === 'sent').length,
    ...digest,
    reasons: [...reasons.values()].sort((a, b) => b.recipients - a.recipients),
  };
}

/** Share of a number in another, 0 of nothing. */
export const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
