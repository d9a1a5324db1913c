import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { type SenderEnv, senderEnv } from '../lambdas/sender/env.ts';
import { sourceMaxima } from './concurrency.ts';
import { NodeLambda } from './node-lambda.ts';
import { SENDER_TIMEOUT } from './queues.ts';
import { environmentOf, type Resources } from './resources.ts';

export interface SendingProps {
  readonly resources: Resources;
}

/** Looks at runs that tokens name, and sends what their quota allows. */
export class Sending extends Construct {
  readonly sender: NodeLambda;

  constructor(scope: Construct, id: string, { resources }: SendingProps) {
    super(scope, id);
    this.sender = new NodeLambda(this, 'Sender', {
      name: 'sender',
      description: 'Looks at the run that a token names: claims, sends, closes, parks.',
      timeout: SENDER_TIMEOUT,
      // Small: a sender mostly waits, for its slot of the rate and for SES, and where mails are bound by the CPU, more
      // senders cost the same as larger ones.
      memorySize: 512,
      environment: environmentOf(senderEnv, resources) satisfies SenderEnv,
      resources,
    });
    this.sender.addEventSource(
      new SqsEventSource(resources.queues.send, {
        // One token, one unit of work: a failure never drags another run along.
        batchSize: 1,
        reportBatchItemFailures: true,
        // Not reserved concurrency, whose throttling would count as receives and fill the dead letters.
        maxConcurrency: sourceMaxima(resources.settings).sender,
      }),
    );
  }
}
