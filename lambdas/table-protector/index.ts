import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from '../../adapters/aws-clients.ts';
import { answerCloudFormation } from '../custom-resource.ts';
import { whileRightsSpread } from '../rights-spread.ts';
import { clock, following, log } from '../wiring.ts';
import { createHandler } from './handler.ts';

const client = createDynamoClient();

export const handler = following(
  createHandler({
    async protect(TableName, DeletionProtectionEnabled) {
      const update = new UpdateTableCommand({ TableName, DeletionProtectionEnabled });
      await whileRightsSpread(clock, () => client.send(update));
    },
    answer: answerCloudFormation,
    log,
  }),
);
