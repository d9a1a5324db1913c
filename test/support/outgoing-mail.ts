import type { OutgoingMail } from '../../core/mail/mailer.ts';

/** A mail to `ann@example.com`, changed as the test needs it. */
export const outgoingMail = (changes: Partial<OutgoingMail> = {}): OutgoingMail => ({
  mailId: '17-kq2b1x-3-49',
  from: 'News <news@example.com>',
  to: 'ann@example.com',
  replyTo: null,
  subject: 'Hello Ann',
  html: '<p>Hello Ann</p>',
  text: 'Hello Ann',
  headers: {},
  attachments: [],
  ...changes,
});
