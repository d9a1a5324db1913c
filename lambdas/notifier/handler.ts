import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { handleNotice, type NotifierPorts } from '../../core/webhooks/deliver.ts';
import { parseNotice } from '../messages.ts';
import { forEachRecord } from '../sqs-batch.ts';

/** Tells webhooks what each notice is about. */
export const createHandler =
  (ports: NotifierPorts) =>
  (event: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> =>
    forEachRecord(event, ports.log, ({ body }) => handleNotice(parseNotice(body), ports));
