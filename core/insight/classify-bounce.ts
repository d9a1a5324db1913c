import type { Bounce } from '../mail/mail-event.ts';

/** What a provider said of a bounce. */
export interface BounceReport {
  /** What the provider calls it. */
  saysPermanent: boolean;
  /** The enhanced status code, wherever it was found. */
  status: string | null;
  /** The provider says that the content was refused. */
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
 * What a bounce is: a code that says that nobody is there makes it permanent, whatever the provider calls it (SES calls
 * 5.4.4, a domain that does not exist, transient). Policy codes (x.7.x) and refused content count as spam.
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
