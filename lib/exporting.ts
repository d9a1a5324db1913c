import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { type ExporterEnv, exporterEnv } from '../lambdas/exporter/env.ts';
import { sourceMaxima } from './concurrency.ts';
import { NodeLambda } from './node-lambda.ts';
import { EXPORTER_TIMEOUT } from './queues.ts';
import { environmentOf, type Resources } from './resources.ts';

export interface ExportingProps {
  readonly resources: Resources;
}

/** Writes what is known into CSV files for people. */
export class Exporting extends Construct {
  readonly exporter: NodeLambda;

  constructor(scope: Construct, id: string, { resources }: ExportingProps) {
    super(scope, id);
    this.exporter = new NodeLambda(this, 'Exporter', {
      name: 'exporter',
      description: 'Writes lists, outcomes, suppressions and statistics into CSV files, part by part.',
      timeout: EXPORTER_TIMEOUT,
      // A full CPU: writing CSV is bound by it.
      memorySize: 1769,
      environment: environmentOf(exporterEnv, resources) satisfies ExporterEnv,
      resources,
    });
    this.exporter.addEventSource(
      new SqsEventSource(resources.queues.exports, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: sourceMaxima(resources.settings).exporter,
      }),
    );
  }
}
