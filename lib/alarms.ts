import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { HttpApi } from './http-api.ts';
import type { NodeLambda } from './node-lambda.ts';
import { productMetric } from './product-metric.ts';
import type { Resources } from './resources.ts';
import type { Submission } from './submission.ts';
import { TABLE_NAMES, type TableName } from './tables.ts';

const PERIOD = Duration.minutes(5);

/**
 * A crashed sender's token comes back after 30 minutes, and the reconciler has sent another by then: no reason for an
 * alarm.
 */
const OLDEST_TOKEN = Duration.minutes(45);
/** A crashed starter's message comes back after 90 minutes; the reconciler has sent another long before. */
const OLDEST_START = Duration.hours(2);

/** What fails once is repeated; three failures in a quarter of an hour need help. */
const REPEATED = { period: Duration.minutes(15), statistic: 'Sum' };

/** The recorder and the notifier of a healthy stack are minutes behind at the most. */
const OLDEST_EVENT = Duration.minutes(15);
const OLDEST_NOTICE = Duration.minutes(30);

/**
 * Tables whose throttling holds up a campaign: its claims, its list, what comes back of it. The others see little
 * traffic, and their throttled reads are few.
 */
const BUSY: Readonly<Record<'write' | 'read', readonly TableName[]>> = {
  write: ['Campaigns', 'Audience', 'Mail'],
  read: ['Audience'],
};

export interface AlarmsProps {
  readonly resources: Resources;
  readonly api: HttpApi;
  readonly sender: NodeLambda;
  readonly starter: NodeLambda;
  readonly recorder: NodeLambda;
  readonly reconciler: NodeLambda;
  /** Null where no programs hand in mail by SMTP. */
  readonly submission: Submission | null;
}

interface AlarmProps {
  readonly metric: IMetric;
  readonly threshold: number;
  /** Whether fewer are the fault, or none that is heard of. @default as many or more are */
  readonly isTooFew?: boolean;
  /** The fact that raised the alarm, in one sentence. */
  readonly fact: string;
  /** Anchor of the runbook's heading: its words in lower case, with dashes. */
  readonly heading: string;
}

/** The facts that need an operator. The description of each alarm links its runbook entry. */
export class Alarms extends Construct {
  private readonly topic: Topic;
  private readonly docsUrl: string;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { queues, schedules, settings } = props.resources;
    this.topic = this.newTopic(settings.alarmEmail);
    this.docsUrl = settings.docsUrl;
    this.deadLetters('SendDeadLetters', queues.sendDeadLetters, 'A token', 'dead-letter-of-the-send-queue');
    this.deadLetters('StartDeadLetters', queues.startDeadLetters, 'A start message', 'dead-letter-of-the-start-queue');
    this.deadLetters('ImportDeadLetters', queues.importDeadLetters, 'An import', 'dead-letter-of-the-import-queue');
    this.deadLetters('ScheduleDeadLetters', schedules.deadLetters, 'A schedule', 'dead-letter-of-a-schedule');
    this.deadLetters('EventDeadLetters', queues.eventDeadLetters, 'A mail event', 'dead-letter-of-the-event-queue');
    this.deadLetters(
      'NoticeDeadLetters',
      queues.noticeDeadLetters,
      'A webhook message',
      'dead-letter-of-the-notice-queue',
    );
    this.oldest('OldestToken', queues.send, OLDEST_TOKEN, 'oldest-token');
    this.oldest('OldestStart', queues.start, OLDEST_START, 'oldest-start-message');
    this.oldest('OldestEvent', queues.events, OLDEST_EVENT, 'oldest-mail-event');
    this.oldest('OldestNotice', queues.notices, OLDEST_NOTICE, 'oldest-webhook-message');
    this.reputation();
    this.failing(props);
    if (settings.alarms === 'all') {
      this.apiErrors(props.api);
      this.failingNowAndThen(props);
      this.importsFailed();
      this.deadLetters('ExportDeadLetters', queues.exportDeadLetters, 'An export', 'dead-letter-of-the-export-queue');
    }
    this.brokenChains();
    this.throttled(props.resources);
    this.accountQuota();
    this.scheduleRepaired();
    this.runStalled();
    if (props.submission !== null) this.noSubmission(props.submission);
  }

  private noSubmission({ targets }: Submission): void {
    this.alarm('NoSubmission', {
      metric: targets.metrics.healthyHostCount({ period: PERIOD, statistic: 'Maximum' }),
      threshold: 1,
      isTooFew: true,
      fact: 'No container of the SMTP server answers: programs cannot hand in mail.',
      heading: 'no-healthy-submission-task',
    });
  }

  private newTopic(alarmEmail: string): Topic {
    // No customer key: it costs a dollar a month, the service's own key shuts CloudWatch out, and alarms name no
    // person.
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    // Refusing plain HTTP replaces the default policy, by which alarms of the same account may publish.
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
      }),
    );
    if (alarmEmail !== '') topic.addSubscription(new EmailSubscription(alarmEmail));
    return topic;
  }

  private deadLetters(id: string, queue: Queue, what: string, heading: string): void {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' });
    this.alarm(id, {
      metric,
      threshold: 1,
      fact: `${what} could not be processed and is in the dead-letter queue.`,
      heading,
    });
  }

  private oldest(id: string, queue: Queue, age: Duration, heading: string): void {
    const metric = queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' });
    const fact = `A message has waited for more than ${age.toMinutes()} minutes.`;
    this.alarm(id, { metric, threshold: age.toSeconds(), fact, heading });
  }

  private failing({ sender, reconciler }: AlarmsProps): void {
    this.alarm('SenderErrors', {
      metric: sender.metricErrors({ period: PERIOD, statistic: 'Sum' }),
      threshold: 1,
      fact: 'A sender crashed or ran out of time; mails of its window may be reported as unknown.',
      heading: 'sender-errors',
    });
    this.alarm('ReconcilerErrors', {
      metric: reconciler.metricErrors(REPEATED),
      threshold: 3,
      fact: 'The reconciler fails repeatedly, so lost tokens and schedules are not replaced.',
      heading: 'reconciler-errors',
    });
  }

  /** What lasts of it shows by the age of messages and in the dead letters, too, only later. */
  private failingNowAndThen({ starter, recorder }: AlarmsProps): void {
    this.alarm('StarterErrors', {
      metric: starter.metricErrors({ period: PERIOD, statistic: 'Sum' }),
      threshold: 1,
      fact: 'A starter crashed or ran out of time; an occurrence begins up to 90 minutes late.',
      heading: 'starter-errors',
    });
    this.alarm('RecorderErrors', {
      metric: recorder.metricErrors(REPEATED),
      threshold: 3,
      fact: 'The recorder fails repeatedly, so bounces and complaints suppress nobody.',
      heading: 'recorder-errors',
    });
  }

  private apiErrors(api: HttpApi): void {
    this.alarm('ApiErrors', {
      metric: api.errors({ period: PERIOD, statistic: 'Sum' }),
      // A function that is loaded late may cost one.
      threshold: 5,
      fact: 'The API answered five or more requests with a fault of its own (5xx).',
      heading: 'api-errors',
    });
  }

  private importsFailed(): void {
    this.alarm('ImportsFailed', {
      metric: productMetric(this, 'ImportsFailed', { period: PERIOD, statistic: 'Sum' }),
      threshold: 1,
      fact: 'An import failed, and campaigns that waited for it began without it.',
      heading: 'failed-imports',
    });
  }

  /** SES's own figures for the account: at these thresholds SES reviews it, and may stop it. */
  private reputation(): void {
    const metric = (metricName: string) =>
      new Metric({ namespace: 'AWS/SES', metricName, period: Duration.hours(1), statistic: 'Average' });
    this.alarm('BounceRate', {
      metric: metric('Reputation.BounceRate'),
      threshold: 0.05,
      fact: '5 % or more of the mails of this account bounce.',
      heading: 'bounce-rate',
    });
    this.alarm('ComplaintRate', {
      metric: metric('Reputation.ComplaintRate'),
      threshold: 0.001,
      fact: '0.1 % or more of the mails of this account are reported as spam.',
      heading: 'complaint-rate',
    });
  }

  /** No function of the stack is part of a chain that Lambda may end: one that is would lose messages. */
  private brokenChains(): void {
    this.alarm('BrokenChains', {
      // Without a function: a chain of whichever one of this account and Region.
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'RecursiveInvocationsDropped',
        period: PERIOD,
        statistic: 'Sum',
      }),
      threshold: 1,
      fact: 'Lambda ended a chain of invocations of this account, and dropped its message.',
      heading: 'broken-chains',
    });
  }

  private throttled({ tables, settings }: Resources): void {
    for (const kind of ['write', 'read'] as const) {
      for (const name of settings.alarms === 'all' ? TABLE_NAMES : BUSY[kind]) {
        this.alarm(`${kind === 'write' ? 'Throttled' : 'ThrottledReads'}${name}`, {
          metric: tables.byName[name].metric(kind === 'write' ? 'WriteThrottleEvents' : 'ReadThrottleEvents', {
            period: PERIOD,
            statistic: 'Sum',
          }),
          threshold: 100,
          fact: `DynamoDB throttles ${kind}s of table ${name}.`,
          heading: 'throttled-tables',
        });
      }
    }
  }

  private accountQuota(): void {
    this.alarm('AccountQuota', {
      metric: productMetric(this, 'AccountQuotaUsed', { period: PERIOD, statistic: 'Maximum' }),
      threshold: 90,
      fact: "90 % or more of the account's 24-hour sending quota is used.",
      heading: 'account-quota',
    });
  }

  private scheduleRepaired(): void {
    this.alarm('ScheduleRepaired', {
      metric: productMetric(this, 'SchedulesRepaired', { period: PERIOD, statistic: 'Sum' }),
      threshold: 1,
      fact: 'A schedule was missing and has been recreated.',
      heading: 'schedule-repaired',
    });
  }

  private runStalled(): void {
    this.alarm('RunStalled', {
      metric: productMetric(this, 'RunsStalled', { period: PERIOD, statistic: 'Sum' }),
      threshold: 1,
      fact: 'A campaign has not moved for half an hour, or was stopped by its domain or by SES.',
      heading: 'run-stalled',
    });
  }

  private alarm(id: string, { metric, threshold, isTooFew = false, fact, heading }: AlarmProps): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      alarmDescription: `${fact} What to do: ${this.runbook(heading)}`,
      comparisonOperator: isTooFew
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: isTooFew ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  /** Mails of alarms are read outside of the checkout: a link there, or the words to look for. */
  private runbook(heading: string): string {
    return this.docsUrl === ''
      ? `see "${heading.replaceAll('-', ' ')}" in docs/operations.md of your checkout`
      : `${this.docsUrl}/operations.md#${heading}`;
  }
}
