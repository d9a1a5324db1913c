import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { type ReconcilerEnv, reconcilerEnv } from '../lambdas/reconciler/env.ts';
import { NodeLambda } from './node-lambda.ts';
import { environmentOf, type Resources } from './resources.ts';

const INTERVAL = Duration.minutes(5);

export interface ReconciliationProps {
  readonly resources: Resources;
}

/** The disaster recovery: looks every five minutes for runs without a token and tasks without a schedule. */
export class Reconciliation extends Construct {
  readonly reconciler: NodeLambda;

  constructor(scope: Construct, id: string, { resources }: ReconciliationProps) {
    super(scope, id);
    this.reconciler = new NodeLambda(this, 'Reconciler', {
      name: 'reconciler',
      description: 'Sends tokens to runs that may have work, and recreates missing schedules.',
      timeout: INTERVAL,
      memorySize: 512,
      environment: environmentOf(reconcilerEnv, resources) satisfies ReconcilerEnv,
      resources,
    });
    new Rule(this, 'EveryFiveMinutes', {
      schedule: Schedule.rate(INTERVAL),
      // The next tick does what a failed one left undone.
      targets: [new LambdaFunction(this.reconciler, { retryAttempts: 0, maxEventAge: INTERVAL })],
    });
  }
}
