import { Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS_NAMESPACE, type MetricName, STACK_DIMENSION } from '../adapters/embedded-metrics.ts';

/** A metric that the functions of this stack log. */
export const productMetric = (scope: Construct, metricName: MetricName, options: MetricOptions): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { [STACK_DIMENSION]: Stack.of(scope).stackName },
    ...options,
  });
