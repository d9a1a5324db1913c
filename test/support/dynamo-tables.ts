import { createDynamoClient } from '../../adapters/aws-clients.ts';
import { CapacityMeter } from '../../adapters/dynamodb/capacity.ts';
import { createTables } from '../../adapters/dynamodb/create-tables.ts';
import { DynamoTables } from '../../adapters/dynamodb/tables.ts';
import { SystemClock } from '../../adapters/system-clock.ts';
import { SystemRandom } from '../../adapters/system-random.ts';
import type { TableName } from '../../core/tables.ts';
import { LOCAL_ACCOUNT, startDynamoEngine } from './engines.ts';

const names: Record<TableName, string> = {
  Campaigns: 'campaigns',
  Audience: 'audience',
  WarmUp: 'warm-up',
  Content: 'content',
  Mail: 'mail',
};

/** The production adapter on an embedded engine of its own. */
export async function startDynamoTables() {
  const engine = await startDynamoEngine();
  const client = createDynamoClient({ ...LOCAL_ACCOUNT, endpoint: engine.endpoint });
  await createTables(client, names);
  const meter = new CapacityMeter();
  const stop = async () => {
    client.destroy();
    await engine.stop();
  };
  return {
    tables: new DynamoTables({ client, names, clock: new SystemClock(), random: new SystemRandom(), meter }),
    names,
    client,
    meter,
    stop,
  };
}
