import { Duration } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricName } from '../adapters/embedded-metrics.ts';
import { productMetric } from './product-metric.ts';
import type { Resources } from './resources.ts';

const PERIOD = Duration.minutes(5);
/** Of 24 columns. */
const WIDTH = 8;
const HEIGHT = 6;

export interface DashboardProps {
  readonly resources: Resources;
}

/** An operator's first look: is mail going out, how fast, and how much waits for tomorrow. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { resources: { queues, settings } }: DashboardProps) {
    super(scope, id);
    const sum = (name: MetricName) => productMetric(this, name, { period: PERIOD, statistic: 'Sum' });
    const latest = (name: MetricName) => productMetric(this, name, { period: PERIOD, statistic: 'Maximum' });
    const graph = (title: string, left: IMetric[]) =>
      new GraphWidget({ title, left, width: WIDTH, height: HEIGHT, leftYAxis: { min: 0, showUnits: false } });
    const age = { period: PERIOD, statistic: 'Maximum' };
    const rateUsed = new MathExpression({
      expression: `100 * sent / (PERIOD(sent) * ${settings.sendRate})`,
      usingMetrics: { sent: sum('Sent') },
      label: '% of the send rate',
      period: PERIOD,
    });
    new CloudWatchDashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(1),
      widgets: [
        [
          graph('Sent, failed and unknown, in 5 minutes', [sum('Sent'), sum('Failed'), sum('Unknown')]),
          graph('Parked mails', [latest('Parked')]),
          graph('Quota left today, of the domains that send', [latest('QuotaLeft')]),
        ],
        [
          graph('Rate used, %', [rateUsed]),
          graph("Account's 24-hour sending quota used, %", [latest('AccountQuotaUsed')]),
          graph('Age of the oldest token and start message, s', [
            queues.send.metricApproximateAgeOfOldestMessage(age),
            queues.start.metricApproximateAgeOfOldestMessage(age),
          ]),
        ],
      ],
    });
  }
}
