import { MAX_ATTACHMENTS, MAX_ATTACHMENTS_BYTES, MB } from '../mail/limits.ts';
import { invalidField } from '../problems.ts';

/** Refuses attachments over their limits: `invalid-request` for their number, `mail-too-large` for their size. */
export function checkAttachments(attachments: { content: Uint8Array }[]): void {
  if (attachments.length > MAX_ATTACHMENTS) {
    throw invalidField('/attachments', `must have at most ${MAX_ATTACHMENTS} entries`, 'too-big', {
      max: MAX_ATTACHMENTS,
      unit: 'entries',
    });
  }
  if (attachments.reduce((sum, { content: { length } }) => sum + length, 0) > MAX_ATTACHMENTS_BYTES) {
    throw invalidField(
      '/attachments',
      `must have at most ${MAX_ATTACHMENTS_BYTES / MB} MB together`,
      'too-big',
      { max: MAX_ATTACHMENTS_BYTES, unit: 'bytes' },
      'mail-too-large',
    );
  }
}
