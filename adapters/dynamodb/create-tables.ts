import { CreateTableCommand, type DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import type { TableName } from '../../core/tables.ts';
import { indexKeys, TABLE_DEFINITIONS } from './table-definitions.ts';

const keySchema = (pk: string, sk: string) => [
  { AttributeName: pk, KeyType: 'HASH' as const },
  { AttributeName: sk, KeyType: 'RANGE' as const },
];

/** Creates the missing ones of the five tables, for an embedded engine. On AWS the stack creates them. */
export async function createTables(client: DynamoDBClient, names: Readonly<Record<TableName, string>>): Promise<void> {
  for (const table of Object.keys(TABLE_DEFINITIONS) as TableName[]) {
    const indexes = TABLE_DEFINITIONS[table].indexes.map((name) => ({ name, ...indexKeys(name) }));
    const attributes = ['pk', 'sk', ...indexes.flatMap(({ pk, sk }) => [pk, sk])];
    const input = {
      TableName: names[table],
      BillingMode: 'PAY_PER_REQUEST' as const,
      KeySchema: keySchema('pk', 'sk'),
      AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' as const })),
      ...(indexes.length > 0
        ? {
            GlobalSecondaryIndexes: indexes.map(({ name, pk, sk }) => ({
              IndexName: name,
              KeySchema: keySchema(pk, sk),
              Projection: { ProjectionType: 'KEYS_ONLY' as const },
            })),
          }
        : {}),
    };
    try {
      await client.send(new CreateTableCommand(input));
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error;
    }
  }
}
