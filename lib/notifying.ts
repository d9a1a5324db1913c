import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { type NotifierEnv, notifierEnv } from '../lambdas/notifier/env.ts';
import { sourceMaxima } from './concurrency.ts';
import { NodeLambda } from './node-lambda.ts';
import { NOTIFIER_TIMEOUT } from './queues.ts';
import { environmentOf, type Resources } from './resources.ts';

export interface NotifyingProps {
  readonly resources: Resources;
}

/** Delivers events to webhooks. It may read nothing but these and their deliveries. */
export class Notifying extends Construct {
  readonly notifier: NodeLambda;

  constructor(scope: Construct, id: string, { resources }: NotifyingProps) {
    super(scope, id);
    this.notifier = new NodeLambda(this, 'Notifier', {
      name: 'notifier',
      description: 'Sends signed webhooks, and retries them for three days.',
      timeout: NOTIFIER_TIMEOUT,
      memorySize: 512,
      environment: environmentOf(notifierEnv, resources) satisfies NotifierEnv,
      resources,
    });
    this.notifier.addEventSource(
      new SqsEventSource(resources.queues.notices, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: sourceMaxima(resources.settings).notifier,
      }),
    );
  }
}
