import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { answerCloudFormation } from '../custom-resource.ts';
import { requireEnv } from '../require-env.ts';
import { clock, following, log, tablesOf } from '../wiring.ts';
import { keySeederEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(keySeederEnv);
const client = new SecretsManagerClient();
const SecretId = env.API_KEY_SECRET;

export const handler = following(
  createHandler({
    adopt: { tables: tablesOf(env), clock },
    secret: {
      async read() {
        const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
        if (SecretString === undefined) throw new Error('the secret of the first API key has no text');
        return SecretString;
      },
      async write(SecretString) {
        await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
      },
    },
    clock,
    answer: answerCloudFormation,
    log,
  }),
);
