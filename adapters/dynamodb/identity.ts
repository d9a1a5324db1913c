import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Clock, type Instant, MINUTE } from '../../core/clock.ts';
import type { TablesIdentity } from '../../core/rate/stack-hold.ts';

/** A restore takes longer, and meanwhile the table is not there to be asked: no process remembers the old one. */
const ASK_AGAIN_AFTER = MINUTE;

/**
 * The ids that DynamoDB gave some tables. A table that is restored gets a new one, also under its old name.
 * Asked at most once a minute: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
export function createIdentity(client: DynamoDBClient, names: string[], clock: Pick<Clock, 'now'>): TablesIdentity {
  let known: Promise<string> | null = null;
  let askedAt: Instant = 0;
  return async () => {
    if (known === null || clock.now() - askedAt > ASK_AGAIN_AFTER) {
      askedAt = clock.now();
      known = ask(client, names);
    }
    try {
      return await known;
    } catch (error) {
      known = null;
      throw error;
    }
  };
}

async function ask(client: DynamoDBClient, names: string[]): Promise<string> {
  const ids = names.map(async (name) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const id = Table?.TableId ?? Table?.CreationDateTime?.toISOString();
    if (id === undefined) throw new Error(`table ${name} has no id`);
    return id;
  });
  return (await Promise.all(ids)).join(' ');
}
