import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  type GetScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { MINUTE, SECOND } from '../../core/clock.ts';
import type { Dice } from '../simulation/dice.ts';
import type { Process } from './caller.ts';
import { draw, type Latency } from './latency.ts';
import type { CloudQueue } from './sqs.ts';
import type { Timeline } from './timeline.ts';

const CALL: Latency = { medianMs: 25, sigma: 0.3 };

/** EventBridge Scheduler: a schedule fires at any second of its minute, be that before its own second. */
export class Scheduler {
  readonly #timeline: Timeline;
  readonly #dice: Dice;
  readonly #queues: ReadonlyMap<string, CloudQueue>;
  readonly #names = new Set<string>();
  created = 0;

  constructor(timeline: Timeline, dice: Dice, queues: ReadonlyMap<string, CloudQueue>) {
    this.#timeline = timeline;
    this.#dice = dice;
    this.#queues = queues;
  }

  /** The client of one process. ARNs of queues are their names. */
  clientOf(process: Process): SchedulerClient {
    const send = (command: object) =>
      process.call(
        0.5,
        () => draw(CALL, this.#dice),
        () => this.#carryOut(command),
      );
    return { send } as unknown as SchedulerClient;
  }

  #carryOut(command: object): object {
    if (command instanceof CreateScheduleCommand) return this.#create(command);
    const { Name = '' } = (command as GetScheduleCommand | DeleteScheduleCommand).input;
    if (!this.#names.has(Name))
      throw new ResourceNotFoundException({ message: 'none', Message: 'none', $metadata: {} });
    if (command instanceof DeleteScheduleCommand) this.#names.delete(Name);
    return {};
  }

  #create({ input }: CreateScheduleCommand): object {
    const { Name = '', ScheduleExpression = '', Target } = input;
    if (this.#names.has(Name)) throw new ConflictException({ message: 'exists', Message: 'exists', $metadata: {} });
    this.#names.add(Name);
    this.created += 1;
    const at = Date.parse(`${/^at\((.*)\)$/.exec(ScheduleExpression)?.[1]}Z`);
    const firesAt = Math.floor(at / MINUTE) * MINUTE + this.#dice.between(0, 59) * SECOND;
    this.#timeline.at(firesAt, () => {
      if (this.#names.delete(Name)) this.#queues.get(Target?.Arn ?? '')?.put(Target?.Input ?? '');
    });
    return {};
  }
}
