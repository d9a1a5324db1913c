import type { OutgoingMail } from './mailer.ts';

/** Builds the MIME message of a mail, e.g. to measure it against the limit of 10 MB. */
export interface Composer {
  /** The message in Latin-1, a character a byte: a mail needs no buffer of its own, which costs more than its text. */
  compose(mail: OutgoingMail): string;
}
