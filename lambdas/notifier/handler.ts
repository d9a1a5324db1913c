import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { handleNotice, type NotifierPorts } from '../../core/webhooks/deliver.ts';
import { parseNotice } from '../queues/messages.ts';
import { forEachRecord } from '../queues/sqs-batch.ts';

/** Processes each message to the notifier. */
export const createHandler =
  (ports: NotifierPorts) =>
  (event: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> =>
    forEachRecord(event, ports.log, ({ body }) => handleNotice(parseNotice(body), ports));
