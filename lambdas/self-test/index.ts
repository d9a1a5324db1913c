import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ApiClient } from '../../adapters/api/client.ts';
import { ApiProductUnderTest } from '../../adapters/api/product-under-test.ts';
import { selfTest } from '../../core/self-test/self-test.ts';
import { answerCloudFormation } from '../custom-resource.ts';
import { requireEnv } from '../require-env.ts';
import { clock, following, log, random } from '../wiring.ts';
import { selfTestEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(selfTestEnv);
const client = new SecretsManagerClient();

export const handler = following(
  createHandler({
    async test() {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: env.API_KEY_SECRET }));
      const product = new ApiProductUnderTest(new ApiClient(env.PUBLIC_URL, SecretString ?? ''));
      return selfTest({ product, clock, random }, null);
    },
    clock,
    answer: answerCloudFormation,
    log,
  }),
);
