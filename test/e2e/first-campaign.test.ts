import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product } from '../support/product.ts';

const ROOT = join(import.meta.dirname, '..', '..');
let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

/** The script, with the Node of the tests for its `node`. */
async function runScript() {
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  const child = spawn('bash', [join(ROOT, 'examples', 'first-campaign.sh'), product.directory], {
    env: { PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { output: '', errors: '' };
  child.stdout.on('data', (chunk) => {
    said.output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, ...said };
}

describe('examples/first-campaign.sh', () => {
  it('goes from a domain to a finished campaign, and says why it does so once only', async () => {
    const first = await runScript();
    expect({ code: first.code, errors: first.errors }).toEqual({ code: 0, errors: '' });
    expect(first.output).toMatch(/day 2: +1200 sent, finished/);
    const second = await runScript();
    expect(second.code).not.toBe(0);
    expect(second.errors).toMatch(/POST \/v1\/domains was refused: .*news\.example\.com/);
    expect(second.errors).toMatch(/npm start -- --empty --data DIR/);
  });
});
