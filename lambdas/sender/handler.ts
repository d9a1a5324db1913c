import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Log } from '../../core/log.ts';
import { handleToken } from '../../core/sending/handle-token.ts';
import type { SendingPorts } from '../../core/sending/ports.ts';
import { parseToken } from '../queues/run-token.ts';
import { forEachRecord } from '../queues/sqs-batch.ts';

/** Checks the run that each token names. Each invocation owns its claims under a new random id. */
export const createHandler =
  (ports: SendingPorts, log: Log) =>
  (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const deadline = ports.clock.now() + context.getRemainingTimeInMillis();
    return forEachRecord(event, log, ({ body }) =>
      handleToken(parseToken(body), { owner: /* fence: owner */ ports.random.id(), deadline }, ports),
    );
  };
