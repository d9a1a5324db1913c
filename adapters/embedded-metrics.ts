/**
 * Log lines that are metrics at the same time: CloudWatch Logs reads them in its embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

export const METRICS_NAMESPACE = 'mailramp';
/** The dimension of every metric: the name of the stack. */
export const STACK_DIMENSION = 'stack';

interface EventMetric {
  /** Field of the event that holds the value; null counts the event itself. */
  field: string | null;
  unit: 'Count' | 'Percent';
  /** Counts these events as well, those with one of the codes. */
  or?: { event: string; codes: readonly string[] };
}

/** The source of each metric: a log event, and its value (docs/decisions/0028-metrics-by-log-line.md). */
export const METRICS = {
  Sent: { event: 'segment-closed', field: 'sent', unit: 'Count' },
  Failed: { event: 'segment-closed', field: 'failed', unit: 'Count' },
  Unknown: { event: 'segment-closed', field: 'unknown', unit: 'Count' },
  Runs: { event: 'work', field: 'runs', unit: 'Count' },
  Parked: { event: 'work', field: 'parked', unit: 'Count' },
  QuotaLeft: { event: 'work', field: 'quotaLeft', unit: 'Count' },
  AccountQuotaUsed: { event: 'account-limits', field: 'quotaUsed', unit: 'Percent' },
  SchedulesRepaired: { event: 'schedule-repaired', field: null, unit: 'Count' },
  // One alarm for a campaign that does not go on (docs/decisions/0063-one-alarm-for-a-campaign.md).
  RunsStalled: {
    event: 'run-stalled',
    or: { event: 'run-stopped', codes: ['domain-not-verified', 'sending-disabled'] },
    field: null,
    unit: 'Count',
  },
  ImportsFailed: { event: 'import-failed', field: null, unit: 'Count' },
} as const satisfies Record<string, EventMetric & { event: string }>;

export type MetricName = keyof typeof METRICS;

/** The metric fields of a log line; none for an event that is no metric, or has no number as its value. */
export function metricsOf(
  event: string,
  fields: Record<string, unknown>,
  at: number,
  stack: string,
): Record<string, unknown> {
  const values = Object.entries<EventMetric & { event: string }>(METRICS).flatMap(([name, metric]) => {
    const value = metric.field === null ? 1 : fields[metric.field];
    const isMeant =
      metric.event === event || (metric.or?.event === event && metric.or.codes.includes(String(fields.code)));
    return isMeant && typeof value === 'number' ? [{ name, unit: metric.unit, value }] : [];
  });
  if (values.length === 0) return {};
  const metrics = values.map(({ name, unit }) => ({ Name: name, Unit: unit }));
  return {
    [STACK_DIMENSION]: stack,
    ...Object.fromEntries(values.map(({ name, value }) => [name, value])),
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [{ Namespace: METRICS_NAMESPACE, Dimensions: [[STACK_DIMENSION]], Metrics: metrics }],
    },
  };
}
