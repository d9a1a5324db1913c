import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** What the console is built of; the last holds the versions of the packages that come from here. */
const SOURCES = [
  'console',
  'adapters/api',
  'scripts/build-console.ts',
  'scripts/console-licenses.ts',
  'scripts/console-messages.ts',
  'scripts/console-plugins.ts',
  'package-lock.json',
];
const NO_SOURCES = new Set(['node_modules', '.dist']);
/** Most of what a failed step wrote that is kept, in characters. */
const MAX_OUTPUT = 2_000;

/** Where the console of the sources of this moment is, or is to be: `console/.dist/<hash>`. */
export function consoleFolder(root: string): string {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => filesIn(root, source))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return join(root, 'console', '.dist', hash.digest('hex').slice(0, 20));
}

export const isBuilt = (folder: string): boolean => existsSync(join(folder, 'index.html'));

function filesIn(root: string, path: string): string[] {
  const entries = readdirSync(join(root, path, '..'), { withFileTypes: true });
  const own = entries.find(({ name }) => name === path.split('/').at(-1));
  if (own === undefined) return [];
  if (!own.isDirectory()) return [path];
  const inside = readdirSync(join(root, path)).filter((name) => !NO_SOURCES.has(name));
  return inside.sort().flatMap((name) => filesIn(root, `${path}/${name}`));
}

/** A step that ended badly, with the end of what it wrote. */
export class BuildFailed extends Error {
  override readonly name = BuildFailed.name;
  readonly output: string;

  constructor(step: string, output: string) {
    super(`${step} failed`);
    this.output = output;
  }
}

/**
 * Installs the console's packages where they are missing, and builds it into `folder`: processes of their own, of low
 * priority, that end with `signal`. `onStep` is told what is under way. Consoles of earlier sources are removed: who
 * serves one has it in memory. Throws `BuildFailed`.
 */
export async function buildConsole(
  root: string,
  folder: string,
  { onStep, signal }: { onStep(step: string): void; signal: AbortSignal },
): Promise<void> {
  onStep('installing packages');
  await run(root, ['scripts/ensure-installed.mjs', 'console'], 'installing packages', () => undefined, signal);
  onStep('building');
  const draft = `${folder}.${process.pid}`;
  try {
    await run(root, ['scripts/build-console.ts', draft], 'building', onStep, signal);
    // Another process may have been first, with the same sources: what it made is as good.
    if (!isBuilt(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  removeOthers(folder);
}

/** The last folder of a watched build, as a line of it names it. */
const BUILT = /^built (.+)$/;

/**
 * Builds the console now, and again whenever its sources change, until `signal`: in one process that keeps what it
 * knows between builds. Two folders take turns, so that one is whole while the other is written. `onFault` is told what
 * a build wrote that failed. Throws `BuildFailed` where it ends before it is told to.
 */
export async function watchConsole(
  root: string,
  {
    onStep,
    onBuilt,
    onFault,
    signal,
  }: {
    onStep(step: string): void;
    onBuilt(folder: string): void;
    onFault(output: string): void;
    signal: AbortSignal;
  },
): Promise<void> {
  onStep('installing packages');
  await run(root, ['scripts/ensure-installed.mjs', 'console'], 'installing packages', () => undefined, signal);
  onStep('building');
  const place = join(root, 'console', '.dist', `watch.${process.pid}`);
  const onLine = (line: string) => {
    const folder = BUILT.exec(line)?.[1];
    if (folder === undefined) onStep(line);
    else onBuilt(folder);
  };
  try {
    await run(root, ['scripts/build-console.ts', place, '--watch'], 'building', onLine, signal, onFault);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function removeOthers(folder: string): void {
  const place = dirname(folder);
  const others = readdirSync(place).filter((name) => name !== basename(folder) && !isDraftOfOthers(name));
  for (const name of others) rmSync(join(place, name), { recursive: true, force: true });
}

/** Whether another process is at work in a folder, which has the number of the process in its name. */
function isDraftOfOthers(name: string): boolean {
  const [, pid] = name.split('.');
  if (pid === undefined) return false;
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}

function run(
  cwd: string,
  args: string[],
  step: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
  onFault: (output: string) => void = () => undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that it ends together with what it starts.
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const end = () => endGroup(child);
    signal.addEventListener('abort', end, { once: true });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line.trim() !== '') onLine(line.trim());
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = `${output}${text}`.slice(-MAX_OUTPUT);
      onFault(text.trim());
    });
    child.once('spawn', () => lowerPriority(child));
    child.once('error', (error) => reject(new BuildFailed(step, error.message)));
    child.once('close', (status) => {
      signal.removeEventListener('abort', end);
      if (status === 0) resolve();
      else reject(new BuildFailed(step, output.trim()));
    });
    if (signal.aborted) end();
  });
}

/** Whoever sends mail on the same machine comes first. */
function lowerPriority({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not know priorities: it is built all the same.
  }
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid === undefined) return;
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid);
  } catch {
    // It has ended already.
  }
}
