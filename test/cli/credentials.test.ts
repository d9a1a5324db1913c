import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailramp-credentials-'));
const before = { ...process.env };

beforeAll(() => {
  // A shell without credentials: none in the environment, in files, or of a machine on AWS.
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_CONFIG_FILE: join(folder, 'none'),
  });
});

afterAll(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});

describe('a shell without credentials of AWS', () => {
  it('is told what they are for, and what to do', async () => {
    const stack = { ApiUrl: 'https://x.execute-api.eu-west-1.amazonaws.com', ApiKeySecret: 'mailramp-key' };
    writeFileSync(join(folder, 'outputs.json'), JSON.stringify({ Mailramp: stack }));
    const { code, errors } = await runCommand(['--outputs', join(folder, 'outputs.json'), 'tasks']);
    expect(code).toBe(1);
    expect(errors).toEqual([
      expect.stringMatching(
        /^mailramp: the key is in the secret mailramp-key, which cannot be read: .*AWS_PROFILE.*--key/,
      ),
    ]);
  });
});
