import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findEndpoint } from '../../cli/endpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailramp-endpoint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const API = 'https://abc.execute-api.eu-west-1.amazonaws.com';
const STACK = { ApiUrl: API, ApiKeySecret: 'Secret-1', SelfTest: 'passed' };
const LOCAL = { apiUrl: 'http://127.0.0.1:3025', apiKey: 'local-key', smtpPort: 1, pid: 1 };

let files = 0;
function write(content: unknown): string {
  files += 1;
  const path = join(folder, `${files}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

writeFileSync(join(folder, 'local.json'), JSON.stringify(LOCAL));

describe('the product to use', () => {
  it('is that of the flags before that of the environment, without a slash at the end', async () => {
    const environment = { MAILRAMP_URL: 'http://b.test', MAILRAMP_API_KEY: 'of-b' };
    const flags = findEndpoint({ url: 'http://a.test/', key: 'of-a' }, environment);
    expect(flags.url).toEqual({ value: 'http://a.test', from: '--url' });
    expect(await flags.key.read()).toBe('of-a');
    const found = findEndpoint({}, environment);
    expect(found.url).toEqual({ value: 'http://b.test', from: 'MAILRAMP_URL' });
    expect(await found.key.read()).toBe('of-b');
  });

  it('is that of a directory in which one runs', async () => {
    const { url, key } = findEndpoint({ data: folder }, {});
    expect(url.value).toBe(LOCAL.apiUrl);
    expect(await key.read()).toBe('local-key');
  });

  it('is that of the outputs of a stack, with the name of the secret and not the key', () => {
    const { url, key, outputs } = findEndpoint({ outputs: write({ Other: { Url: 'x' }, Mailramp: STACK }) }, {});
    expect(url.value).toBe(API);
    expect(url.from).toMatch(/, stack Mailramp$/);
    expect(key.from).toBe('the secret Secret-1');
    expect(outputs).toEqual(STACK);
  });

  it('never gets the key of another', () => {
    expect(() => findEndpoint({ url: 'http://a.test', data: folder }, {})).toThrow('no key for http://a.test');
  });

  it.each<[string, () => unknown, RegExp]>([
    ['a directory where none runs', () => findEndpoint({ data: join(folder, 'none') }, {}), /no product runs on/],
    ['outputs of other stacks', () => findEndpoint({ outputs: write({ Other: {} }) }, {}), /names no stack/],
    ['two stacks', () => findEndpoint({ outputs: write({ A: STACK, B: STACK }) }, {}), /names 2 stacks/],
    ['a file that is not JSON', () => findEndpoint({ outputs: write('{') }, {}), /is not JSON/],
    ['both places', () => findEndpoint({ data: folder, outputs: 'x' }, {}), /either --data or --outputs/],
    ['a URL that is none', () => findEndpoint({ url: 'here', key: 'k' }, {}), /--url must be a URL/],
  ])('is refused in words: %s', (_, find, words) => {
    expect(find).toThrow(words);
  });
});
