import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventOf } from './requests.ts';

/** middy has no CommonJS build, which these tests are compiled to; so the entry runs as on Lambda, as an ES module. */
const invoke = (event: unknown): unknown => {
  const script = `
    const { apiEntry } = await import(${JSON.stringify(join(__dirname, '../../../lambdas/http/entry.ts'))});
    const handler = apiEntry(async ({ headers }) => ({ statusCode: 200, body: headers.authorization ?? 'none' }));
    console.log(JSON.stringify(await handler(${JSON.stringify(event)}, {})));
  `;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
};

describe('apiEntry', () => {
  it('hands header names over in lower case', () => {
    const event = eventOf({ path: '/v1/health', headers: { Authorization: 'Bearer x' } });
    expect(invoke(event)).toMatchObject({ statusCode: 200, body: 'Bearer x' });
  });
});
