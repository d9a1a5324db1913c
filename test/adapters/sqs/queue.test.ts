import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll } from '@jest/globals';
import { createSqsClient } from '../../../adapters/aws-clients.ts';
import { SqsQueue } from '../../../adapters/sqs/queue.ts';
import { describeQueue, type TestMessage } from '../../contract/queue.ts';
import { type Engine, LOCAL_ACCOUNT, startAwsEngine } from '../../support/engines.ts';

let engine: Engine;

afterAll(() => engine?.stop());

describeQueue('SqsQueue', async () => {
  engine = await startAwsEngine();
  const client = createSqsClient({ ...LOCAL_ACCOUNT, endpoint: engine.endpoint });
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'tokens' }));
  if (!QueueUrl) throw new Error('the queue has no URL');
  const receive = async (seconds: number) => {
    const input = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: seconds };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(input));
    for (const { ReceiptHandle } of Messages) await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return Messages.map(({ Body }) => JSON.parse(Body ?? 'null') as TestMessage);
  };
  return { queue: new SqsQueue<TestMessage>(client, QueueUrl), receive };
});
