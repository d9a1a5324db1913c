import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type RunExportPorts, runExport } from '../../core/exports/run-export.ts';
import type { Log } from '../../core/log.ts';
import { parseExportMessage } from '../queues/messages.ts';
import { forEachRecord } from '../queues/sqs-batch.ts';

/** Works on the export that each message names. */
export const createHandler =
  (ports: RunExportPorts, log: Log) =>
  (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const deadline = ports.clock.now() + context.getRemainingTimeInMillis();
    return forEachRecord(event, log, ({ body }) =>
      runExport(parseExportMessage(body), { owner: ports.random.id(), deadline }, ports),
    );
  };
