import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { type Clock, type Instant, iso, SECOND } from '../../core/clock.ts';
import type { Schedules, ScheduleTarget } from '../../core/schedules.ts';
import { checkName, roundUp } from './rules.ts';

/** The effect of a schedule in the past is not documented, so none is created. */
const EARLIEST_MS = 2 * SECOND;
/** The maximum of EventBridge Scheduler; afterwards the dead-letter queue has the message. */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

export interface EventBridgeSchedulesOptions {
  client: SchedulerClient;
  groupName: string;
  /** Role that may send to the queues. */
  roleArn: string;
  queueArns: Readonly<Record<ScheduleTarget['queue'], string>>;
  deadLetterArn: string;
  clock: Pick<Clock, 'now'>;
}

/** One-time schedules of EventBridge Scheduler, in one group. */
export class EventBridgeSchedules implements Schedules {
  readonly #options: EventBridgeSchedulesOptions;

  constructor(options: EventBridgeSchedulesOptions) {
    this.#options = options;
  }

  /**
   * A conflict means that the name is taken, or for a moment that it is being changed: only what can be read counts.
   * @see https://github.com/getmoto/moto/issues/6624
   */
  async create(name: string, at: Instant, target: ScheduleTarget): Promise<'created' | 'exists'> {
    checkName(name);
    const command = this.#command(name, at, target);
    if (await this.#isCreated(command)) return 'created';
    if (await this.#exists(name)) return 'exists';
    if (await this.#isCreated(command)) return 'created';
    if (await this.#exists(name)) return 'exists';
    throw new Error(`schedule "${name}" is in conflict, but does not exist`);
  }

  async remove(name: string): Promise<void> {
    checkName(name);
    try {
      await this.#options.client.send(new DeleteScheduleCommand({ Name: name, GroupName: this.#options.groupName }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }

  #command(name: string, at: Instant, target: ScheduleTarget): CreateScheduleCommand {
    const { groupName, roleArn, queueArns, deadLetterArn, clock } = this.#options;
    const firesAt = roundUp(Math.max(at, clock.now() + EARLIEST_MS));
    return new CreateScheduleCommand({
      Name: name,
      GroupName: groupName,
      ScheduleExpression: `at(${iso(firesAt).slice(0, 'yyyy-mm-ddThh:mm:ss'.length)})`,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: queueArns[target.queue],
        RoleArn: roleArn,
        Input: JSON.stringify(target.message),
        RetryPolicy: RETRY_POLICY,
        DeadLetterConfig: { Arn: deadLetterArn },
      },
    });
  }

  async #isCreated(command: CreateScheduleCommand): Promise<boolean> {
    try {
      await this.#options.client.send(command);
      return true;
    } catch (error) {
      if (error instanceof ConflictException) return false;
      throw error;
    }
  }

  async #exists(name: string): Promise<boolean> {
    try {
      await this.#options.client.send(new GetScheduleCommand({ Name: name, GroupName: this.#options.groupName }));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    }
  }
}
