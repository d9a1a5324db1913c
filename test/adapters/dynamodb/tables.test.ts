import { afterAll } from '@jest/globals';
import { describeTables } from '../../contract/tables.ts';
import { startDynamoTables } from '../../support/dynamo-tables.ts';

let started: Awaited<ReturnType<typeof startDynamoTables>>;

afterAll(() => started?.stop());

describeTables('DynamoTables', async () => {
  started = await startDynamoTables();
  return started.tables;
});
