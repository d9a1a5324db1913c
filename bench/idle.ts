import { PRICES, STANDING_PRICES } from './prices.ts';

/** An average month. */
const HOURS_A_MONTH = 730;

/**
 * What Lambda does with a queue in which nothing waits: requests that last 20 s, two at a time, or five where the
 * source has a maximum concurrency (docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html, "Configuring
 * scaling behavior"). No stand-in can show it: it is calculated.
 */
const POLLS_AN_HOUR = 3_600 / 20;
const POLLERS = 2;
const POLLERS_OF_A_LIMITED_SOURCE = 5;
/** What Lambda itself logs of an invocation: its start and its report. */
const LAMBDA_LOG_BYTES = 1_000;

/** A CloudFormation template. */
export interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

/** What the functions of an idle stack did in an hour. */
export interface IdleHour {
  invocations: number;
  gbSeconds: number;
  logBytes: number;
  /** Metrics of the product that got a value. */
  metrics: number;
  /** Each of at most 4 KB. */
  reads: number;
  /** Each of at most 1 KB. */
  writes: number;
}

/** A line of the bill. */
export interface Item {
  name: string;
  /** In a month. */
  quantity: number;
  dollars: number;
}

/** What an idle stack is billed for in a month, at list prices, whatever the account has for free. */
export function idleMonth(template: Template, hour: IdleHour): Item[] {
  const resources = Object.values(template.Resources);
  const count = (type: string): number => resources.filter(({ Type }) => Type === type).length;
  const sum = (type: string, of: (properties: Record<string, unknown>) => number): number =>
    resources.filter(({ Type }) => Type === type).reduce((all, { Properties = {} }) => all + of(Properties), 0);
  const monthly = (perHour: number): number => perHour * HOURS_A_MONTH;
  const line = (name: string, quantity: number, price: number): Item => ({ name, quantity, dollars: quantity * price });
  const polls = sum('AWS::Lambda::EventSourceMapping', pollsAnHour);
  const logGb = (hour.logBytes + hour.invocations * LAMBDA_LOG_BYTES) / 1e9;
  return [
    line('SQS: requests that find nothing', monthly(polls), PRICES.queueRequest),
    line('CloudWatch: metrics of alarms', sum('AWS::CloudWatch::Alarm', metricsOf), STANDING_PRICES.alarmMetric),
    line('CloudWatch: metrics of the product', hour.metrics, STANDING_PRICES.ownMetric),
    line('CloudWatch: dashboards', count('AWS::CloudWatch::Dashboard'), STANDING_PRICES.dashboard),
    line('CloudWatch: logs, GB', monthly(logGb), STANDING_PRICES.logGb),
    line('Secrets Manager: secrets', count('AWS::SecretsManager::Secret'), STANDING_PRICES.secret),
    line('KMS: keys', count('AWS::KMS::Key'), STANDING_PRICES.key),
    line('Lambda: invocations', monthly(hour.invocations), PRICES.lambdaRequest),
    line('Lambda: GB-seconds', monthly(hour.gbSeconds), PRICES.lambdaGbSecond),
    line('DynamoDB: reads', monthly(hour.reads), PRICES.readUnit),
    line('DynamoDB: writes', monthly(hour.writes), PRICES.writeUnit),
  ];
}

const pollsAnHour = ({ ScalingConfig }: Record<string, unknown>): number =>
  POLLS_AN_HOUR * (ScalingConfig === undefined ? POLLERS : POLLERS_OF_A_LIMITED_SOURCE);

/** An alarm on metric maths is billed for each metric that it looks at. */
function metricsOf({ Metrics }: Record<string, unknown>): number {
  if (!Array.isArray(Metrics)) return 1;
  return Metrics.filter((metric) => metric !== null && typeof metric === 'object' && 'MetricStat' in metric).length;
}
