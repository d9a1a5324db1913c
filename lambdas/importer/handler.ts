import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type RunImportPorts, runImport } from '../../core/audience/import/run-import.ts';
import type { Log } from '../../core/log.ts';
import { parseImportMessages } from '../queues/messages.ts';
import { forEachRecord } from '../queues/sqs-batch.ts';

/** Works on the imports that each message names. */
export const createHandler =
  (ports: RunImportPorts, log: Log) =>
  (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const deadline = ports.clock.now() + context.getRemainingTimeInMillis();
    return forEachRecord(event, log, async ({ body }) => {
      for (const message of parseImportMessages(body)) {
        await runImport(message, { owner: ports.random.id(), deadline }, ports);
      }
    });
  };
