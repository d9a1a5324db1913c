import type { Field, WrittenMessage } from './written-message.ts';

/** Fields that would choose how SES sends and tags a mail, or that are ours. */
const OURS = /^x-(?:ses|mailramp)-/;
/** Fields that name recipients whom the others are not to see, or that only a receiving server writes. */
const PRIVATE: ReadonlySet<string> = new Set(['bcc', 'resent-bcc', 'return-path']);

export interface HeadOfCopy {
  mailId: string;
  /** For a message without one of its own. */
  messageId: string;
  /** For a message without a date of its own. */
  date: Date;
}

/**
 * The message as it is handed over: its fields in their order, without those that are private or ours; with an id and a
 * date, somebody whom it is to, and the id of the mail. No `Received`: it would tell readers where the program runs.
 */
export function outgoingMessage(message: WrittenMessage, { mailId, messageId, date }: HeadOfCopy): Buffer {
  const kept = message.fields.filter(({ name }) => !PRIVATE.has(name) && !OURS.test(name));
  const has = (name: string) => kept.some((field) => field.name === name);
  const added = [
    ...(has('message-id') ? [] : [`Message-ID: ${messageId}`]),
    ...(has('date') ? [] : [`Date: ${date.toUTCString().replace('GMT', '+0000')}`]),
    ...(has('to') || has('cc') ? [] : ['To: undisclosed-recipients:;']),
    `X-Mailramp-Mail-Id: ${mailId}`,
  ];
  const head = kept.map(({ lines }: Field) => lines).join('') + added.map((line) => `${line}\r\n`).join('');
  const body = message.body.length === 0 ? Buffer.from('\r\n') : message.body;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}
