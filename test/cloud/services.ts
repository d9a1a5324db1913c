import type { Instant } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Receivers } from '../../core/webhooks/receivers.ts';
import { Dice } from '../simulation/dice.ts';
import { Dynamo, type DynamoSettings } from './dynamo/dynamo.ts';
import { Lambda } from './lambda.ts';
import { Bucketful } from './s3.ts';
import { Scheduler } from './scheduler.ts';
import { SES, Ses, type SesSettings } from './ses.ts';
import { CloudQueue } from './sqs.ts';
import type { StackFigures } from './stack.ts';
import { Timeline } from './timeline.ts';

const START = Date.parse('2027-01-05T09:00:10Z');

export interface CloudSettings {
  dynamo?: Partial<DynamoSettings>;
  ses?: Partial<SesSettings>;
  /** Invocations at a time, over all functions. @default 1,000; a new account may have 10 */
  concurrency?: number;
  /** Whether what SES says of mails reaches the recorder. @default false */
  events?: boolean;
  receivers?: Receivers;
}

const deaf: Receivers = { refusal: async () => null, post: async () => ({ kind: 'answered', status: 200 }) };

const MOST_ERRORS = 20;

/** The services of an account that is as unkind as a real one, in virtual time. */
export class Services {
  readonly timeline = new Timeline(START);
  readonly dice: Dice;
  readonly stack: StackFigures;
  readonly dynamo: Dynamo;
  readonly bucket = new Bucketful();
  readonly queues: ReadonlyMap<string, CloudQueue>;
  readonly scheduler: Scheduler;
  readonly lambda: Lambda;
  readonly ses: Ses;
  receivers: Receivers;
  /** How often something was logged, by its name. */
  readonly logged = new Map<string, number>();
  /** The first of the errors that were logged. */
  readonly errors: string[] = [];
  readonly log: Log;
  #processes = 0;

  constructor(stack: StackFigures, settings: CloudSettings = {}) {
    const { timeline } = this;
    this.dice = new Dice('cloud');
    this.stack = stack;
    this.dynamo = new Dynamo(timeline, this.dice.fork('dynamo'), { warmWrites: stack.warmWrites, ...settings.dynamo });
    this.queues = new Map(
      Object.entries(stack.queues).map(([name, figures]) => [name, new CloudQueue(name, timeline, figures)]),
    );
    this.scheduler = new Scheduler(timeline, this.dice.fork('scheduler'), this.queues);
    this.lambda = new Lambda(timeline, this.dice.fork('lambda'), settings.concurrency ?? 1_000);
    const publish = (event: object) => this.queue('Events').put(JSON.stringify(event));
    const publishes = settings.events ? stack.publishes : [];
    this.ses = new Ses(timeline, this.dice.fork('ses'), { ...SES, ...settings.ses }, publishes, publish);
    this.receivers = settings.receivers ?? deaf;
    const note = (event: string) => this.logged.set(event, (this.logged.get(event) ?? 0) + 1);
    this.log = {
      info: note,
      warn: note,
      error: (event, error) => {
        note(event);
        if (this.errors.length < MOST_ERRORS) this.errors.push(`${event}: ${String(error)}`);
      },
    };
  }

  get now(): Instant {
    return this.timeline.now();
  }

  queue(name: string): CloudQueue {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`no queue ${name}`);
    return queue;
  }

  nextProcess(): number {
    this.#processes += 1;
    return this.#processes;
  }

  get deadLetters(): number {
    return [...this.queues.values()].reduce((sum, { deadLetters }) => sum + deadLetters.length, 0);
  }
}
