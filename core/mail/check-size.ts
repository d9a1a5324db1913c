import { Problem } from '../problems.ts';
import type { Composer } from './composer.ts';
import { MAX_MAIL_BYTES, MB } from './limits.ts';
import type { OutgoingMail } from './mailer.ts';

/** Composes a mail to measure it. Throws `mail-too-large`. */
export function checkMailSize(mail: OutgoingMail, composer: Composer): void {
  const { length } = composer.compose(mail);
  if (length > MAX_MAIL_BYTES)
    throw new Problem('mail-too-large', `the mail would be larger than ${MAX_MAIL_BYTES / MB} MB`);
}
