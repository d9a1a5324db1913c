import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '../../core/log.ts';

/**
 * Handles records in order. The event source deletes every record that is not reported here; a reported one becomes
 * visible again and, after five receives, goes to the dead-letter queue.
 */
export async function forEachRecord(
  event: Pick<SQSEvent, 'Records'>,
  log: Log,
  handle: (record: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      await handle(record);
    } catch (error) {
      log.error('message-failed', error, { messageId: record.messageId });
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
}
