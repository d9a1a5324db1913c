import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type RecorderPorts, recordMailEvents } from '../../core/insight/record-mail-events.ts';
import type { Log } from '../../core/log.ts';
import type { MailEvent, ParsedMailEvents } from '../../core/mail/mail-event.ts';
import { TablesBusy } from '../../core/tables.ts';
import { parseUnsubscribe } from '../queues/messages.ts';

/** A message and the events in it. */
interface ReadRecord {
  messageId: string;
  events: MailEvent[];
}

/**
 * Records a batch of mail events, those of SES and the unsubscribes of the public page. What is no event of ours is
 * counted, logged and done with. A batch that cannot be recorded as a whole is halved again and again, so that one
 * message never holds the others up.
 */
export const createHandler =
  (ports: RecorderPorts, parse: (body: string) => ParsedMailEvents, log: Log) =>
  async (event: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> => {
    const records = event.Records.map((record) => ({
      messageId: record.messageId,
      events: eventsOf(record, parse, log),
    }));
    const failed = await recordAll(records, ports, log);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

/** Answers the messages that could not be recorded. */
async function recordAll(records: ReadRecord[], ports: RecorderPorts, log: Log): Promise<ReadRecord[]> {
  try {
    await recordMailEvents(
      records.flatMap(({ events }) => events),
      ports,
    );
    return [];
  } catch (error) {
    // Half of it would meet the same tables, and the time of this invocation is over.
    if (error instanceof TablesBusy) {
      log.warn('tables-busy', { records: records.length, reason: error.message });
      return records;
    }
    if (records.length <= 1) {
      for (const { messageId } of records) log.error('message-failed', error, { messageId });
      return records;
    }
    log.warn('batch-not-recorded', { records: records.length, reason: String(error) });
  }
  const half = Math.ceil(records.length / 2);
  const failed = await recordAll(records.slice(0, half), ports, log);
  return [...failed, ...(await recordAll(records.slice(half), ports, log))];
}

function eventsOf({ body, messageId }: SQSRecord, parse: (body: string) => ParsedMailEvents, log: Log): MailEvent[] {
  const unsubscribe = parseUnsubscribe(body);
  if (unsubscribe !== null) return [unsubscribe];
  const parsed = parse(body);
  if (parsed.ok) return parsed.events;
  log.warn('mail-event-ignored', { messageId, reason: parsed.reason, count: 1 });
  return [];
}
