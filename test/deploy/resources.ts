import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { holds, same } from './check.ts';
import { REGION, type StandIn } from './stand-in.ts';

/** As the account's owner, who may do everything. SDK clients correct their clocks by the answers. */
const ownerOf = ({ endpoint }: StandIn) => ({
  endpoint,
  region: REGION,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** Queues in which messages wait or are being worked on, not counting those that are put off: `name: how many`. */
export async function fullQueues(standIn: StandIn): Promise<string[]> {
  const client = new SQSClient(ownerOf(standIn));
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
  holds(QueueUrls.length > 0, 'the stack has queues');
  const full: string[] = [];
  for (const QueueUrl of QueueUrls) {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: taken } =
      (await client.send(asked)).Attributes ?? {};
    const count = Number(waiting ?? 0) + Number(taken ?? 0);
    if (count > 0) full.push(`${QueueUrl.split('/').at(-1)}: ${count}`);
  }
  return full;
}

/** Throws when more or less is left of a destroyed stack than its tables and buckets, and the identities. */
export async function afterDestroy(standIn: StandIn): Promise<void> {
  const owner = ownerOf(standIn);
  const dynamo = new DynamoDBClient(owner);
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  same(TableNames.length, 5, 'tables left');
  for (const name of ['Campaigns', 'Audience', 'WarmUp', 'Content']) {
    const TableName = TableNames.find((table) => table.includes(name)) ?? name;
    const { Count = 0 } = await dynamo.send(new ScanCommand({ TableName, Limit: 1 }));
    holds(Count > 0, `${name} still has items`);
  }
  const s3 = new S3Client({ ...owner, forcePathStyle: true });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const own = Buckets.map(({ Name = '' }) => Name).filter((name) => name.startsWith('mailramp'));
  same(own.length, 2, 'buckets left');
  const listings = own.map((Bucket) => s3.send(new ListObjectsV2Command({ Bucket })));
  holds(
    (await Promise.all(listings)).some(({ KeyCount = 0 }) => KeyCount > 0),
    'the bucket still has objects',
  );
  const { QueueUrls = [] } = await new SQSClient(owner).send(new ListQueuesCommand({}));
  same(QueueUrls, [], 'queues left');
  const { SecretList = [] } = await new SecretsManagerClient(owner).send(new ListSecretsCommand({}));
  same(
    SecretList.map(({ Name }) => Name),
    [],
    'secrets left',
  );
  const identity = await new SESv2Client(owner).send(new GetEmailIdentityCommand({ EmailIdentity: 'news.test' }));
  same(identity.VerifiedForSendingStatus, true, 'the identity is left');
}
