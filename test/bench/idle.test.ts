import { type IdleHour, idleMonth, type Template } from '../../bench/idle.ts';

const QUIET: IdleHour = { invocations: 0, gbSeconds: 0, logBytes: 0, metrics: 0, reads: 0, writes: 0 };
const templateOf = (...resources: Template['Resources'][string][]): Template => ({
  Resources: Object.fromEntries(resources.map((resource, i) => [`Resource${i}`, resource])),
});
const quantity = (name: string, template: Template, hour: IdleHour = QUIET): number | undefined =>
  idleMonth(template, hour).find((item) => item.name === name)?.quantity;

describe('an idle month', () => {
  test('a queue is polled by two, and by five when its source limits the functions at once', () => {
    const polls = (properties: Record<string, unknown>) =>
      quantity(
        'SQS: requests that find nothing',
        templateOf({ Type: 'AWS::Lambda::EventSourceMapping', Properties: properties }),
      );
    expect(polls({})).toBe(2 * 3 * 60 * 730);
    expect(polls({ ScalingConfig: { MaximumConcurrency: 10 } })).toBe(5 * 3 * 60 * 730);
  });

  test('an alarm on metric maths counts for each metric that it looks at', () => {
    const maths = { Metrics: [{ Expression: 'a + b' }, { Id: 'a', MetricStat: {} }, { Id: 'b', MetricStat: {} }] };
    const alarms = templateOf(
      { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
      { Type: 'AWS::CloudWatch::Alarm', Properties: maths },
    );
    expect(quantity('CloudWatch: metrics of alarms', alarms)).toBe(3);
  });

  test('what functions do in an hour counts 730 times', () => {
    const hour = { ...QUIET, invocations: 12, reads: 6 };
    expect(quantity('Lambda: invocations', templateOf(), hour)).toBe(8_760);
    expect(quantity('DynamoDB: reads', templateOf(), hour)).toBe(4_380);
  });
});
