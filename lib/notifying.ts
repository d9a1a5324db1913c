import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { type NotifierEnv, notifierEnv } from '../lambdas/notifier/env.ts';
import { NodeLambda } from './node-lambda.ts';
import { NOTIFIER_TIMEOUT } from './queues.ts';
import { environmentOf, type Resources } from './resources.ts';

/** Deliveries at a time. One waits for its receiver 10 s at the most. */
const MAX_NOTIFIERS = 20;

export interface NotifyingProps {
  readonly resources: Resources;
}

/** Tells webhooks. It sees nothing but them and their deliveries. */
export class Notifying extends Construct {
  readonly notifier: NodeLambda;

  constructor(scope: Construct, id: string, { resources }: NotifyingProps) {
    super(scope, id);
    this.notifier = new NodeLambda(this, 'Notifier', {
      name: 'notifier',
      description: 'Sends signed webhooks, and tries them again for a day.',
      timeout: NOTIFIER_TIMEOUT,
      memorySize: 512,
      environment: environmentOf(notifierEnv, resources) satisfies NotifierEnv,
      resources,
    });
    this.notifier.addEventSource(
      new SqsEventSource(resources.queues.notices, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: MAX_NOTIFIERS,
      }),
    );
  }
}
