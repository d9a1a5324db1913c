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

/** Queues of dead letters that are not empty. */
export async function deadLetters(standIn: StandIn): Promise<string[]> {
  const client = new SQSClient(ownerOf(standIn));
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
  const full: string[] = [];
  for (const QueueUrl of QueueUrls.filter((url) => url.includes('DeadLetters'))) {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
    const { Attributes } = await client.send(asked);
    const count = Attributes?.ApproximateNumberOfMessages;
    if (count !== '0') full.push(`${QueueUrl.split('/').at(-1)}: ${count}`);
  }
  holds(QueueUrls.length > 0, 'the stack has queues');
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
