import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Queues } from './queues.ts';

export interface TaskSchedulesProps {
  /** Where schedules send tokens and start messages. */
  readonly queues: Queues;
}

/** Where the one-time schedules of tasks and parked runs live, and the role by which they fire. */
export class TaskSchedules extends Construct {
  readonly group: ScheduleGroup;
  readonly role: Role;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: TaskSchedulesProps) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetters, 'SQS3', 'It is the dead-letter queue of the schedules; each schedule names it.');
    // The conditions keep schedules of other groups and accounts from borrowing the role (confused deputy).
    const ownGroup = {
      StringEquals: {
        'aws:SourceAccount': Stack.of(this).account,
        'aws:SourceArn': this.group.scheduleGroupArn,
      },
    };
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com').withConditions(ownGroup),
    });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'FireIntoTheQueues',
        actions: ['sqs:SendMessage'],
        resources: [props.queues.send.queueArn, props.queues.start.queueArn, this.deadLetters.queueArn],
      }),
    );
  }
}
