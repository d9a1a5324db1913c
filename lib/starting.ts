import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { type StarterEnv, starterEnv } from '../lambdas/starter/env.ts';
import { sourceMaxima } from './concurrency.ts';
import { NodeLambda } from './node-lambda.ts';
import { STARTER_TIMEOUT } from './queues.ts';
import { environmentOf, type Resources } from './resources.ts';

export interface StartingProps {
  readonly resources: Resources;
}

/** Starts the occurrences of tasks: freezes audience and content, and makes the run. */
export class Starting extends Construct {
  readonly starter: NodeLambda;

  constructor(scope: Construct, id: string, { resources }: StartingProps) {
    super(scope, id);
    this.starter = new NodeLambda(this, 'Starter', {
      name: 'starter',
      description: 'Starts an occurrence of a task: freezes its audience and content, and creates the run.',
      timeout: STARTER_TIMEOUT,
      memorySize: 1024,
      environment: environmentOf(starterEnv, resources) satisfies StarterEnv,
      resources,
    });
    this.starter.addEventSource(
      new SqsEventSource(resources.queues.start, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: sourceMaxima(resources.settings).starter,
      }),
    );
  }
}
