import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type RecorderPorts, recordMailEvents } from '../../core/insight/record-mail-events.ts';
import type { Log } from '../../core/log.ts';
import type { MailEvent, ParsedMailEvents } from '../../core/mail/mail-event.ts';
import { parseUnsubscribe } from '../queues/messages.ts';
import { forEachRecord } from '../queues/sqs-batch.ts';

/**
 * Records a batch of mail events, those of SES and the unsubscribes of the public page. What is no event of ours is
 * counted, logged and done with. When the batch cannot be recorded as a whole, each message is tried by itself, so that
 * one never holds the others up.
 */
export const createHandler =
  (ports: RecorderPorts, parse: (body: string) => ParsedMailEvents, log: Log) =>
  async (event: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> => {
    const read = event.Records.map((record) => ({ record, events: eventsOf(record, parse, log) }));
    try {
      await recordMailEvents(
        read.flatMap(({ events }) => events),
        ports,
      );
      return { batchItemFailures: [] };
    } catch (error) {
      log.warn('batch-not-recorded', { records: read.length, reason: String(error) });
    }
    const byRecord = new Map(read.map(({ record, events }) => [record, events]));
    return await forEachRecord(event, log, (record) => recordMailEvents(byRecord.get(record) ?? [], ports));
  };

function eventsOf({ body, messageId }: SQSRecord, parse: (body: string) => ParsedMailEvents, log: Log): MailEvent[] {
  const unsubscribe = parseUnsubscribe(body);
  if (unsubscribe !== null) return [unsubscribe];
  const parsed = parse(body);
  if (parsed.ok) return parsed.events;
  log.warn('mail-event-ignored', { messageId, reason: parsed.reason, count: 1 });
  return [];
}
