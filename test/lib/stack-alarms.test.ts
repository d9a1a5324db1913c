import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { METRICS_NAMESPACE, type MetricName } from '../../adapters/embedded-metrics.ts';
import { ROOT, SynthesizedStack } from './synthesized-stack.ts';

const stack = new SynthesizedStack({ 'mailramp:alarmEmail': 'ops@example.com' });
const SMTP = { 'mailramp:smtp': true, 'mailramp:smtpDomain': 'smtp.example.com', 'mailramp:smtpHostedZoneId': 'Z1' };
const all = new SynthesizedStack({ 'mailramp:alarms': 'all', ...SMTP });

/** The resources of which a metric is watched. */
const watchedIn = (of: SynthesizedStack, name: string): string[] =>
  of
    .ofType('AWS::CloudWatch::Alarm')
    .filter(([, { MetricName }]) => MetricName === name)
    .flatMap(([, { Dimensions }]) => (Dimensions as { Value: unknown }[]).map(({ Value }) => of.readable(Value)));

describe('alarms', () => {
  const runbook = readFileSync(path.join(ROOT, 'docs/operations.md'), 'utf8');
  const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) =>
    heading?.toLowerCase().replaceAll(' ', '-'),
  );

  const textsOf = (of: SynthesizedStack) =>
    of.ofType('AWS::CloudWatch::Alarm').map(([, { AlarmDescription }]) => String(AlarmDescription));

  it('each name a heading of the runbook, and every heading belongs to an alarm', () => {
    const named = textsOf(all).map((text) =>
      / What to do: see "(.+)" in docs\/operations\.md of your checkout$/.exec(text)?.[1]?.replaceAll(' ', '-'),
    );
    expect([...new Set(named)].sort()).toEqual(headings.sort());
  });

  it('each link that heading where the documents can be read', () => {
    const docsUrl = 'https://docs.example.com/mailramp';
    const links = textsOf(new SynthesizedStack({ 'mailramp:alarms': 'all', ...SMTP, 'mailramp:docsUrl': docsUrl })).map(
      (text) => / What to do: https:\/\/docs\.example\.com\/mailramp\/operations\.md#(\S+)$/.exec(text)?.[1],
    );
    expect([...new Set(links)].sort()).toEqual(headings.sort());
  });

  it('each watch one metric', () => {
    for (const [, { MetricName, Metrics }] of stack.ofType('AWS::CloudWatch::Alarm')) {
      expect([typeof MetricName, Metrics]).toEqual(['string', undefined]);
    }
  });

  it('cost no more than an idle stack may: the essential ones by default, and no dashboard', () => {
    expect(stack.ofType('AWS::CloudWatch::Alarm')).toHaveLength(22);
    expect(stack.ofType('AWS::CloudWatch::Dashboard')).toEqual([]);
  });

  it('are all or none, as the settings say', () => {
    const throttled = all
      .ofType('AWS::CloudWatch::Alarm')
      .filter(([, { MetricName }]) => /^(Read|Write)ThrottleEvents$/.test(String(MetricName)));
    expect(throttled).toHaveLength(10);
    const none = new SynthesizedStack({ 'mailramp:alarms': 'none' });
    expect([...none.resources.keys()].filter((name) => name.startsWith('Alarms/'))).toEqual([]);
  });

  it.each([
    ['Queues/Notices', 'ApproximateAgeOfOldestMessage'],
    ['Queues/Events', 'ApproximateAgeOfOldestMessage'],
    ['Tables/Audience', 'ReadThrottleEvents'],
  ])('watch %s: %s', (resource, name) => {
    expect(watchedIn(stack, name)).toContain(resource);
  });

  it.each([
    ['Starting/Starter', 'Errors'],
    ['MailEvents/Recorder', 'Errors'],
    ['HttpApi/Gateway', '5xx'],
  ])('watch %s where all are wanted: %s', (resource, name) => {
    expect(watchedIn(all, name)).toContain(resource);
    expect(watchedIn(stack, name)).not.toContain(resource);
  });

  it('hear of a chain of invocations that Lambda ended, whoever began it', () => {
    const [found] = stack
      .ofType('AWS::CloudWatch::Alarm')
      .filter(([, { MetricName }]) => MetricName === 'RecursiveInvocationsDropped');
    expect(found?.[1]).toMatchObject({ Namespace: 'AWS/Lambda', Threshold: 1 });
    expect(found?.[1].Dimensions).toBeUndefined();
  });

  it('watch metrics that a function logs', () => {
    const own = all
      .ofType('AWS::CloudWatch::Alarm')
      .filter(([, { Namespace }]) => Namespace === METRICS_NAMESPACE)
      .map(([, { MetricName, Dimensions }]) => [MetricName, Dimensions]);
    const stackNamed = [{ Name: 'stack', Value: 'Mailramp' }];
    const names: MetricName[] = ['AccountQuotaUsed', 'ImportsFailed', 'RunsStalled', 'SchedulesRepaired'];
    expect(own.sort()).toEqual(names.map((name) => [name, stackNamed]));
  });

  it('go to the address of the settings, over TLS, from CloudWatch of this account', () => {
    for (const [, { AlarmActions }] of stack.ofType('AWS::CloudWatch::Alarm')) {
      expect((AlarmActions as unknown[]).map((action) => stack.readable(action))).toEqual(['Alarms/Topic']);
    }
    const subscriptions = stack
      .ofType('AWS::SNS::Subscription')
      .map(([, { Protocol, Endpoint }]) => [Protocol, Endpoint]);
    expect(subscriptions).toContainEqual(['email', 'ops@example.com']);
    const policy = JSON.stringify(stack.properties('Alarms/Topic/Policy').PolicyDocument);
    expect(policy).toContain('"aws:SecureTransport":"false"');
    expect(policy).toContain('"Service":"cloudwatch.amazonaws.com"');
  });
});

describe('the dashboard', () => {
  it('shows what is sent, parked, left and used, and how old the oldest token is', () => {
    const shown = new SynthesizedStack({ 'mailramp:dashboard': 'true' });
    const [[, { DashboardBody }] = ['', {}]] = shown.ofType('AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(DashboardBody);
    for (const name of [
      'Sent',
      'Parked',
      'QuotaLeft',
      'AccountQuotaUsed',
      'ApproximateAgeOfOldestMessage',
      'PERIOD(sent)',
    ])
      expect(body).toContain(name);
  });
});
