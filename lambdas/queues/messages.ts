import * as z from 'zod';
import { MAX_ADDRESS_BYTES, MAX_DOMAIN_LENGTH } from '../../core/audience/address.ts';
import { importOfKey } from '../../core/audience/import/import.ts';
import { MAX_ID_LENGTH } from '../../core/ids.ts';
import { MAX_MAIL_ID_LENGTH } from '../../core/mail/limits.ts';
import type { MailEvent } from '../../core/mail/mail-event.ts';
import type { ExportMessage, ImportMessage, StartMessage } from '../../core/queue.ts';
import { EVENTS } from '../../core/webhooks/events.ts';
import type { Notice } from '../../core/webhooks/notice.ts';

/** The messages of the queues. One that is not understood throws, and ends in the dead-letter queue. */

const startMessage = z.object({
  v: z.literal(1),
  taskId: z.string().min(1).max(MAX_ID_LENGTH),
  scheduledFor: z.iso.datetime({ offset: true }),
});

const importMessage = z.object({
  v: z.literal(1),
  listId: z.string().min(1).max(MAX_ID_LENGTH),
  importId: z.string().min(1).max(MAX_ID_LENGTH),
});

const exportMessage = z.object({ v: z.literal(1), exportId: z.string().min(1).max(MAX_ID_LENGTH) });

/**
 * What S3 says of new objects:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
const s3Event = z.object({ Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })) });
/** What S3 sends when the notification is set up. */
const s3Test = z.object({ Event: z.literal('s3:TestEvent') });

const notice = z.discriminatedUnion('kind', [
  z.object({
    v: z.literal(1),
    kind: z.literal('events'),
    events: z.array(
      z.object({
        event: z.enum(EVENTS),
        taskId: z.string().min(1).max(MAX_ID_LENGTH).nullable(),
        at: z.number(),
        data: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
  z.object({
    v: z.literal(1),
    kind: z.literal('delivery'),
    webhookId: z.string().min(1).max(MAX_ID_LENGTH),
    deliveryId: z.string().min(1).max(100),
  }),
]);

export const parseStartMessage = (body: string): StartMessage => startMessage.parse(JSON.parse(body));

export const parseExportMessage = (body: string): ExportMessage => exportMessage.parse(JSON.parse(body));

export const parseNotice = (body: string): Notice => notice.parse(JSON.parse(body));

/** The imports that a message is about: that of an importer names one, that of S3 the files that were uploaded. */
export function parseImportMessages(body: string): ImportMessage[] {
  const message = z.union([importMessage, s3Event, s3Test]).parse(JSON.parse(body));
  if ('Event' in message) return [];
  if ('v' in message) return [message];
  return message.Records.flatMap(({ s3 }) => {
    const named = importOfKey(decodeURIComponent(s3.object.key.replaceAll('+', ' ')));
    return named === null ? [] : [{ v: 1 as const, ...named }];
  });
}

const unsubscribeMessage = z.object({
  v: z.literal(1),
  unsubscribed: z.object({
    mailId: z.string().min(1).max(MAX_MAIL_ID_LENGTH),
    email: z.string().min(1).max(MAX_ADDRESS_BYTES),
    domain: z.string().min(1).max(MAX_DOMAIN_LENGTH),
    sentAt: z.int(),
    at: z.int(),
  }),
});

/** An unsubscribe as a fact about its mail; null for a message that is none, such as an event of SES. */
export function parseUnsubscribe(body: string): MailEvent | null {
  const parsed = unsubscribeMessage.safeParse(parseJson(body));
  if (!parsed.success) return null;
  return { ...parsed.data.unsubscribed, type: 'unsubscribe', bounce: null, isSuppressedByProvider: false };
}

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};
