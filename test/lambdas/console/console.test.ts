import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConsole } from '../../../lambdas/console/files.ts';
import { createConsole } from '../../../lambdas/console/handler.ts';
import { eventOf } from '../http/requests.ts';

const INDEX = '<!doctype html><title>mailramp</title>';
const SCRIPT = 'console.log("mailramp")';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailramp-console-'));
  mkdirSync(join(folder, 'assets'));
  for (const [path, text] of [
    ['index.html', INDEX],
    ['frame.html', '<!doctype html><title>mail</title>'],
    ['licenses.txt', 'react 19 (MIT)'],
    ['assets/main-ABC.js', SCRIPT],
  ] as const) {
    writeFileSync(join(folder, path), text);
    writeFileSync(join(folder, `${path}.br`), brotliCompressSync(text));
    writeFileSync(join(folder, `${path}.gz`), gzipSync(text));
  }
  writeFileSync(join(folder, 'assets/mark-1.png'), Buffer.from([137, 80]));
  writeFileSync(join(folder, 'policy.json'), '{"frameScript":"sha256-abc="}');
});

afterAll(() => rmSync(folder, { recursive: true }));

function get(path: string, headers: Record<string, string> = {}, method = 'GET', isSecure = true) {
  const uploadOrigin = isSecure ? 'https://b.s3.eu-central-1.amazonaws.com' : null;
  const answer = createConsole(readConsole(folder), { isSecure, uploadOrigin })(eventOf({ method, path, headers }));
  return { ...answer, headers: answer.headers ?? {}, bytes: Buffer.from(answer.body ?? '', 'base64') };
}

describe('the console', () => {
  it.each([
    '/console',
    '/console/',
    '/console/tasks/123',
    '/console/domains/news.example.com',
    '/console/sign-in',
    '/console/x.js',
  ])('shows its page at %s', (path) => {
    const { statusCode, headers, bytes, isBase64Encoded } = get(path);
    expect([statusCode, isBase64Encoded, bytes.toString()]).toEqual([200, true, INDEX]);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
    });
  });

  it('shows the licenses of what it holds', () => {
    const { headers, bytes } = get('/console/licenses.txt');
    expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' });
    expect(bytes.toString()).toBe('react 19 (MIT)');
  });

  it.each(['/', '/consoles'])('leads from %s to itself', (path) => {
    expect(get(path)).toMatchObject({ statusCode: 302, headers: { location: '/console' } });
  });

  it('keeps assets for ever, and knows no others than its own', () => {
    expect(get('/console/assets/main-ABC.js').headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
    expect(get('/console/assets/mark-1.png').bytes).toEqual(Buffer.from([137, 80]));
    for (const name of ['main-OLD.js', 'main-ABC.js.br', '../policy.json', '..%2Fpolicy.json', '', '__proto__']) {
      const { statusCode, headers } = get(`/console/assets/${name}`);
      expect([statusCode, headers['cache-control']]).toEqual([404, 'no-store']);
    }
  });

  it.each([
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR;q=1.0', 'br'],
    ['identity', undefined],
    ['', undefined],
    ['gzip;q=0.000', undefined],
  ])('answers %j in %s', (accepted, encoding) => {
    const { headers, bytes } = get('/console/assets/main-ABC.js', { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    const plain = encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes;
    expect(plain.toString()).toBe(SCRIPT);
  });

  it('does not send a page again to who has it', () => {
    const { etag = '' } = get('/console/').headers;
    expect(get('/console/tasks', { 'if-none-match': `"other", ${etag}` })).toMatchObject({ statusCode: 304 });
    expect(get('/console/', { 'if-none-match': '"other"' })).toMatchObject({ statusCode: 200 });
  });

  it('answers HEAD without a body, and nothing but reads', () => {
    const head = get('/console/', {}, 'HEAD');
    expect([head.statusCode, head.body]).toEqual([200, undefined]);
    expect(get('/console/', {}, 'POST')).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('lets its page run nothing but its own files', () => {
    const { headers } = get('/console/');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' https://b.s3.eu-central-1.amazonaws.com; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ProseMirrorClipboard",
    );
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=63072000',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'x-robots-tag': 'noindex',
    });
    const local = get('/console/', {}, 'GET', false).headers;
    expect(local['content-security-policy']).toContain("connect-src 'self';");
    expect(local['strict-transport-security']).toBeUndefined();
  });

  it('shuts the frame of a mail into an origin of its own', () => {
    expect(get('/console/frame.html').headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'sha256-abc='; style-src 'unsafe-inline' https:; img-src https: data:; font-src https: data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-scripts",
    );
  });
});
