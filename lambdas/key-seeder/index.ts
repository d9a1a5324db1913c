import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { requireEnv } from '../require-env.ts';
import { clock, log, tablesOf } from '../wiring.ts';
import { keySeederEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(keySeederEnv);
const client = new SecretsManagerClient();
const SecretId = env.API_KEY_SECRET;

export const handler = createHandler({
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
  async answer(url, response) {
    const body = JSON.stringify(response);
    const answered = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
    if (!answered.ok) throw new Error(`CloudFormation did not take the answer: ${answered.status}`);
  },
  log,
});
