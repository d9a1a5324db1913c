import { Server } from 'node:net';
import type { FauxqsServer } from 'fauxqs';

export const BUCKET = 'mailramp';
export const QUEUES = ['send', 'start', 'import', 'notices'] as const;
export type QueueName = (typeof QUEUES)[number];

/** Six times the functions' time-out of 5 minutes, as in the stack. */
const VISIBILITY_SECONDS = 1_800;
const MAX_RECEIVES = 5;

export interface EmbeddedSqs {
  endpoint: string;
  queueUrl(queue: QueueName): string;
  /** The queue that an ARN names. Throws on an unknown one. */
  queueOf(arn: string): QueueName;
  arnOf(queue: QueueName): string;
  deadLetterArnOf(queue: QueueName): string;
  /** Messages that are visible, delayed or in flight; dead letters do not count. */
  waiting(): number;
  stop(): Promise<void>;
}

/** Starts SQS and S3 in this process. Objects live in `objectsDirectory` (null: in memory), messages in memory. */
export async function startFauxqs(objectsDirectory: string | null): Promise<EmbeddedSqs> {
  const fauxqs = await import('fauxqs');
  const server = await onLoopback(() =>
    fauxqs.startFauxqs({
      port: 0,
      logger: false,
      ...(objectsDirectory === null ? {} : { s3StorageDir: objectsDirectory }),
    }),
  );
  server.createBucket(BUCKET);
  for (const queue of QUEUES) createQueues(server, queue);
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    queueUrl: (queue) => `http://127.0.0.1:${server.port}/000000000000/${queue}`,
    queueOf: (arn) => {
      const queue = QUEUES.find((name) => arnOf(name) === arn);
      if (queue === undefined) throw new Error(`no queue has the ARN ${arn}`);
      return queue;
    },
    arnOf,
    deadLetterArnOf: (queue) => arnOf(deadLettersOf(queue)),
    waiting: () => QUEUES.reduce((sum, queue) => sum + waitingIn(server, queue), 0),
    stop: () => server.stop(),
  };
}

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;

const deadLettersOf = (queue: QueueName): string => `${queue}-dead-letters`;

function createQueues(server: FauxqsServer, queue: QueueName): void {
  const { queueArn: deadLetterTargetArn } = server.createQueue(deadLettersOf(queue));
  server.createQueue(queue, {
    attributes: {
      VisibilityTimeout: String(VISIBILITY_SECONDS),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MAX_RECEIVES }),
    },
  });
}

function waitingIn(server: FauxqsServer, queue: QueueName): number {
  const messages = server.inspectQueue(queue)?.messages;
  return messages === undefined ? 0 : messages.ready.length + messages.delayed.length + messages.inflight.length;
}

/** The emulator always binds every interface; what listens while it starts is narrowed to the loopback one. */
async function onLoopback<T>(start: () => Promise<T>): Promise<T> {
  const { listen } = Server.prototype;
  Server.prototype.listen = function narrowed(this: Server, ...args: unknown[]): Server {
    const [first, ...rest] = args;
    const narrow = first !== null && typeof first === 'object' ? { ...first, host: '127.0.0.1' } : first;
    return Reflect.apply(listen, this, [narrow, ...rest]) as Server;
  } as typeof listen;
  try {
    return await start();
  } finally {
    Server.prototype.listen = listen;
  }
}
