import { MAX_ATTACHMENTS } from '../mail/limits.ts';
import { invalidField } from '../problems.ts';

const MAX_ATTACHMENT_BYTES = 4 * 1024 * 1024;

/** Refuses attachments over their limits: `invalid-request` for their number, `mail-too-large` for their size. */
export function checkAttachments(attachments: { content: Uint8Array }[]): void {
  if (attachments.length > MAX_ATTACHMENTS) {
    throw invalidField('/attachments', `must have at most ${MAX_ATTACHMENTS} entries`);
  }
  if (attachments.reduce((sum, { content: { length } }) => sum + length, 0) > MAX_ATTACHMENT_BYTES) {
    throw invalidField('/attachments', 'must have at most 4 MB together', 'mail-too-large');
  }
}
