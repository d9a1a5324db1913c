import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readIfPresent } from './atomic-file.ts';

const START_TIMEOUT_MS = 10_000;
const END_TIMEOUT_MS = 5_000;
const POLL_MS = 20;

/**
 * Writes the engine's process id to the file named first, waits for the end of its own input, and then ends the
 * engine. So the engine ends with this process however that ends, including `kill -9`, and Ctrl-C on the terminal does
 * not reach the engine first.
 */
const KEEPER =
  'pid_file=$1; shift; "$@" >/dev/null 2>&1 & echo $! >"$pid_file"; read -r _; kill -9 $!; wait $! 2>/dev/null';

export interface Dynoxide {
  endpoint: string;
  stop(): Promise<void>;
}

/** The engine's binary, or `undefined` on a platform for which none is installed. */
export function findDynoxide(): string | undefined {
  try {
    const manifest = createRequire(join(process.cwd(), 'package.json')).resolve('@dynoxide/linux-x64/package.json');
    return process.platform === 'linux' && process.arch === 'x64' ? join(dirname(manifest), 'dynoxide') : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Starts the embedded DynamoDB on the database in `directory`, after ending one that was left there by a crash. The
 * engine checks no signature and answers pages of every origin, so it listens at an address that a page cannot guess:
 * one of the 16 million loopback addresses of Linux. Other users of the machine can still find it.
 */
export async function startDynoxide(binary: string, directory: string): Promise<Dynoxide> {
  const database = resolve(directory, 'dynamodb.sqlite');
  const pidFile = resolve(directory, 'dynamodb.pid');
  await endLeftOver(pidFile, database);
  const host = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
  const port = await freePort(host);
  const keeper = spawn(
    'sh',
    ['-c', KEEPER, 'sh', pidFile, binary, '--host', host, '--port', String(port), '--db-path', database],
    { stdio: ['pipe', 'ignore', 'ignore'], detached: true },
  );
  const endpoint = `http://${host}:${port}`;
  try {
    await untilHealthy(endpoint);
  } catch (error) {
    await end(keeper);
    throw error;
  }
  // The pipe alone ends the engine with us; neither must keep us alive.
  keeper.unref();
  (keeper.stdin as unknown as { unref(): void }).unref();
  return { endpoint, stop: () => end(keeper) };
}

async function end(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  keeper.ref();
  const exited = new Promise<void>((resolved) => keeper.once('exit', () => resolved()));
  keeper.stdin?.end();
  await exited;
}

/** Ends the engine of an earlier start, only if the process is certainly that: same program, same database. */
async function endLeftOver(pidFile: string, database: string): Promise<void> {
  const pid = Number(readIfPresent(pidFile)?.trim());
  if (!Number.isInteger(pid) || pid <= 1 || !isEngineOf(pid, database)) return;
  process.kill(pid, 'SIGKILL');
  const giveUpAt = performance.now() + END_TIMEOUT_MS;
  while (isEngineOf(pid, database)) {
    if (performance.now() > giveUpAt) throw new Error(`the database engine of an earlier start (${pid}) does not end`);
    await wait(POLL_MS);
  }
}

function isEngineOf(pid: number, database: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return (words[0] ?? '').endsWith('dynoxide') && words.includes(database);
  } catch {
    return false;
  }
}

async function untilHealthy(endpoint: string): Promise<void> {
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      const response = await fetch(endpoint, { signal: AbortSignal.timeout(1_000) });
      await response.body?.cancel();
      if (response.ok) return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw new Error('the embedded DynamoDB does not answer', { cause: error });
    }
    await wait(POLL_MS);
  }
}

async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolved, reject) => {
    probe.once('error', reject).listen(0, host, resolved);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolved) => probe.close(() => resolved()));
  return port;
}
