import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ApiClient } from '../../../adapters/api/client.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The product as `npm start -- --empty` runs it, in a folder of its own. */
export interface Product {
  url: string;
  apiKey: string;
  api: ApiClient;
  stop(): Promise<void>;
}

export async function startProduct(): Promise<Product> {
  const home = await mkdtemp(join(tmpdir(), 'mailramp-console-'));
  const child = spawn(
    process.execPath,
    ['local/main.ts', '--empty', '--memory', '--data', home, '--port', '0', '--json'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await untilReady(child);
  const { apiUrl, apiKey } = JSON.parse(await readFile(join(home, 'local.json'), 'utf8')) as Record<string, string>;
  if (apiUrl === undefined || apiKey === undefined) throw new Error('local.json names no product');
  return {
    url: apiUrl,
    apiKey,
    api: new ApiClient(apiUrl, apiKey),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function untilReady({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('the product has no output');
  for await (const line of createInterface({ input: stdout })) {
    if ((JSON.parse(line) as { event?: string }).event === 'serving') break;
  }
  // What it prints later is for nobody, and must not fill the pipe.
  stdout.resume();
}
