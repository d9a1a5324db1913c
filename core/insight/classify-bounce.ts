import type { Bounce } from '../mail/mail-event.ts';

/** The provider's report of a bounce. */
export interface BounceReport {
  /** The provider's own classification. */
  saysPermanent: boolean;
  /** The enhanced status code, from any part of the report. */
  status: string | null;
  /** The provider reports that it refused the content. */
  saysContent: boolean;
}

const STATUS = /\b([245])\.(\d{1,3})\.(\d{1,3})\b/;

/**
 * Codes (RFC 3463 and the IANA registry) that speak of an address or a domain that does not exist, and will not:
 * x.1.7 and x.1.8 speak of the sender, and are left out.
 */
const NOBODY_THERE = new Set(['1.0', '1.1', '1.2', '1.3', '1.6', '1.9', '1.10', '2.1', '4.4', '4.310']);

/** The enhanced status code in a text such as `smtp; 550 5.1.1 unknown user`. */
export const statusIn = (text: string | null | undefined): string | null => STATUS.exec(text ?? '')?.[0] ?? null;

/**
 * Classifies a bounce: a code for an address that does not exist makes it permanent, whatever the provider calls it
 * (SES calls 5.4.4, a domain that does not exist, transient). Policy codes (x.7.x) and refused content count as spam.
 */
export function classifyBounce({ saysPermanent, status, saysContent }: BounceReport): Bounce {
  const [, digit, subject, detail] = STATUS.exec(status ?? '') ?? [];
  const nobodyThere = digit === '5' && NOBODY_THERE.has(`${subject}.${detail}`);
  return {
    kind: saysPermanent || nobodyThere ? 'permanent' : 'transient',
    status,
    isSpam: saysContent || subject === '7',
  };
}
