import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product } from '../support/product.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
const HERE = ['round-trip', 'post', 'post-side-by-side', 'import', 'runs-side-by-side'];
const ON_AWS_ONLY = ['account', 'recipient', 'latency', 'timed', 'rate'];

interface Event {
  event: string;
  name?: string;
  result?: string;
  answer?: string;
  text?: string;
}

let product: Product;
beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product.remove());

async function run(...args: string[]): Promise<{ code: number | null; output: string; errors: string }> {
  const child = spawn(process.execPath, [MAIN, '--data', product.directory, ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, output, errors };
}

describe('the checks of a first account, on one machine', () => {
  it('leave out what needs a domain', async () => {
    const { code, output } = await run('first-account', '--only', 'runs-side-by-side');
    expect(code).toBe(0);
    expect(output).toMatch(/^runs-side-by-side {2}left-out +\d+\.\d {2}it needs a verified domain$/m);
  });

  it('answer what a machine can answer, say why not for the rest, and leave nothing', async () => {
    await product.post('/v1/domains', { domain: 'news.test' });
    const { code, output, errors } = await run('--json', 'first-account', '--rows', '500');
    const events = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Event);
    const checks = events.filter(({ event }) => event === 'check');
    const named = (result: string) => checks.filter((check) => check.result === result).map(({ name }) => name);

    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(named('ok')).toEqual(HERE);
    expect(named('not-here')).toEqual(ON_AWS_ONLY);
    for (const check of checks.filter(({ result }) => result === 'not-here')) {
      expect(check.answer).toMatch(/^not on this machine: \w/);
    }
    expect(checks.find(({ name }) => name === 'runs-side-by-side')?.answer).toMatch(/^finished: 200 of 200 sent/);
    expect(await product.all('/v1/lists')).toEqual([]);
    expect(await product.all('/v1/templates')).toEqual([]);
  });

  it('end in one table, and in answers that name nobody and nothing', async () => {
    const { code, output } = await run('first-account', '--only', 'round-trip,post,latency');
    expect(code).toBe(0);
    expect(output).toMatch(/^CHECK {7}RESULT {4}SECONDS {2}ANSWER$/m);
    expect(output).toMatch(/^round-trip {2}ok +\d+\.\d {2}passed/m);
    expect(output).toMatch(/^latency {5}not-here +0\.0 {2}not on this machine: /m);
    const [, answers = ''] = output.split('----- answers: ');
    expect(answers).toMatch(/^mailramp \d+\.\d+\.\d+, one machine, \d{4}-\d\d-\d\d -----\n\{"check":"round-trip"/);
    expect(answers).not.toMatch(/news\.test|@|127\.0\.0\.1|mr_/);
  });

  it('fail with a failed check, and say which', async () => {
    await product.post('/v1/account/hold');
    const { code, output } = await run('first-account', '--only', 'round-trip');
    await product.post('/v1/account/release');
    expect(code).toBe(1);
    expect(output).toMatch(/^round-trip {2}failed +\d+\.\d {2}incomplete; account: everything is held/m);
  });

  it('are named when one of them is not known', async () => {
    const { code, errors } = await run('first-account', '--only', 'post,speed');
    expect(code).toBe(2);
    expect(errors).toContain('there is no check speed; there are account, round-trip');
  });
});
