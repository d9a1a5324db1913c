import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Log } from '../../core/log.ts';
import { type StartPorts, startOccurrence } from '../../core/tasks/start-run.ts';
import { parseStartMessage } from '../queues/messages.ts';
import { forEachRecord } from '../queues/sqs-batch.ts';

/** Starts the occurrence that each message names. */
export const createHandler =
  (ports: StartPorts, log: Log) =>
  (event: SQSEvent): Promise<SQSBatchResponse> =>
    forEachRecord(event, log, ({ body }) => startOccurrence(parseStartMessage(body), ports));
