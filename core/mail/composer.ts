import type { OutgoingMail } from './mailer.ts';

/** Builds the MIME message of a mail, e.g. to measure it against the limit of 10 MB. */
export interface Composer {
  compose(mail: OutgoingMail): Promise<Uint8Array>;
}
