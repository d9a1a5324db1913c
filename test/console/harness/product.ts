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
  /** Ends it as a machine that is switched off, at once. */
  kill(): Promise<void>;
  /** Starts it again at the same address, with what it kept. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** `isKept`: whether it keeps its data over a restart. */
export async function startProduct({ isKept = false } = {}): Promise<Product> {
  const home = await mkdtemp(join(tmpdir(), 'mailramp-console-'));
  const start = (port: string): Promise<ChildProcess> => startIn(home, port, isKept);
  let child = await start('0');
  const { apiUrl, apiKey } = JSON.parse(await readFile(join(home, 'local.json'), 'utf8')) as Record<string, string>;
  if (apiUrl === undefined || apiKey === undefined) throw new Error('local.json names no product');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    url: apiUrl,
    apiKey,
    api: new ApiClient(apiUrl, apiKey),
    kill: () => end('SIGKILL'),
    restart: async () => {
      child = await start(new URL(apiUrl).port);
    },
    stop: async () => {
      await end('SIGTERM');
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Resolves once it serves. */
async function startIn(home: string, port: string, isKept: boolean): Promise<ChildProcess> {
  const kept = isKept ? [] : ['--memory'];
  const child = spawn(
    process.execPath,
    ['local/main.ts', '--empty', ...kept, '--data', home, '--port', port, '--json'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await untilReady(child);
  return child;
}

async function untilReady({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('the product has no output');
  for await (const line of createInterface({ input: stdout })) {
    if ((JSON.parse(line) as { event?: string }).event === 'serving') break;
  }
  // What it prints later is for nobody, and must not fill the pipe.
  stdout.resume();
}
