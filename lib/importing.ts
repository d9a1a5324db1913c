import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type ImporterEnv, importerEnv } from '../lambdas/importer/env.ts';
import { sourceMaxima } from './concurrency.ts';
import { NodeLambda } from './node-lambda.ts';
import { IMPORTER_TIMEOUT } from './queues.ts';
import { environmentOf, type Resources } from './resources.ts';

export interface ImportingProps {
  readonly resources: Resources;
}

/** Reads uploaded CSV files into lists: the upload itself puts a message into the queue. */
export class Importing extends Construct {
  readonly importer: NodeLambda;

  constructor(scope: Construct, id: string, { resources }: ImportingProps) {
    super(scope, id);
    const { objects, queues } = resources;
    this.importer = new NodeLambda(this, 'Importer', {
      name: 'importer',
      description: 'Reads an uploaded CSV into its list, chunk by chunk.',
      timeout: IMPORTER_TIMEOUT,
      // A full CPU: reading CSV is bound by it.
      memorySize: 1769,
      environment: environmentOf(importerEnv, resources) satisfies ImporterEnv,
      resources,
    });
    this.importer.addEventSource(
      new SqsEventSource(queues.import, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: sourceMaxima(resources.settings).importer,
      }),
    );
    notify(objects.bucket, queues.import);
  }
}

/**
 * Lets uploads send a message. Written into the bucket itself: the CDK's own way is a function with wide rights that
 * changes the bucket after it is made.
 */
function notify(bucket: Bucket, queue: Queue): void {
  const policy = queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'UploadsOfThisAccount',
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      // Not the bucket's ARN: the bucket cannot be made before it may send. Another bucket of the account could send
      // hints too, and they say nothing that the importer does not look up.
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(queue).account } },
    }),
  );
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = {
    queueConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        queue: queue.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: 'imports/' }] } },
      },
    ],
  };
  if (policy.policyDependable) resource.node.addDependency(policy.policyDependable);
}
