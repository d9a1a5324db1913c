import { afterEach, describe, expect, it } from '@jest/globals';
import { defaultProvider } from '../../adapters/lambda-credentials.ts';

const ROLE = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };
const before = { ...process.env };

describe('credentials in the bundles', () => {
  afterEach(() => {
    process.env = { ...before };
  });

  it('are those that Lambda puts into the environment', async () => {
    Object.assign(process.env, ROLE);
    expect(await defaultProvider()()).toMatchObject({
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: 'session',
    });
  });

  it('are looked for nowhere else', async () => {
    for (const name of Object.keys(ROLE)) delete process.env[name];
    await expect(defaultProvider()()).rejects.toThrow('environment variable credentials');
  });
});
