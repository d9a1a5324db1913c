import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../../core/queue.ts';
import { checkDelay } from './delay.ts';

/** SQS refuses some characters, U+FFFE for one; JSON can write them all in ASCII. */
const toAscii = (json: string): string =>
  json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A queue in SQS; a message is its JSON. */
export class SqsQueue<Message> implements Queue<Message> {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async send(message: Message, delaySeconds = 0): Promise<void> {
    const DelaySeconds = checkDelay(delaySeconds);
    await this.#client.send(
      new SendMessageCommand({ QueueUrl: this.#url, MessageBody: toAscii(JSON.stringify(message)), DelaySeconds }),
    );
  }
}
