import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Benchmark, type BenchOptions, medianRow, type Outcome, type Row, rounded } from './support/benchmark.ts';

const ROOT = join(import.meta.dirname, '..');
const MS = 1_000;

/** What is installed before `npm start`: nothing, or, as the baseline, every package of the lock file. */
const VARIANTS: readonly { name: string; before?: string[] }[] = [
  { name: 'npm start' },
  { name: 'npm ci, npm start', before: ['ci', '--loglevel=error'] },
];

export const firstMail: Benchmark = {
  name: 'first-mail',
  question: 'How long is it from a clone to the first mail, and how much is installed for it?',
  async run({ rounds }: BenchOptions): Promise<Outcome> {
    const taken = VARIANTS.map((): Row[] => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [place, variant] of VARIANTS.entries()) taken[place]?.push(await fromClone(variant));
    }
    return {
      rows: taken.map(medianRow),
      notes: ['The clone is of this checkout as committed. The home is empty: no npm cache, every package is fetched.'],
    };
  },
};

async function fromClone({ name, before }: (typeof VARIANTS)[number]): Promise<Row> {
  const directory = mkdtempSync(join(tmpdir(), 'mailramp-bench-'));
  const [home, clone] = [join(directory, 'home'), join(directory, 'clone')];
  mkdirSync(home);
  const options = { cwd: clone, env: strangersEnvironment(home) };
  let product: ChildProcess | undefined;
  try {
    const start = performance.now();
    execFileSync('git', ['clone', '--quiet', ROOT, clone]);
    if (before) execFileSync('npm', before, { ...options, stdio: 'ignore' });
    // A process group of its own, so that what npm started ends with it.
    product = spawn('npm', ['start', '--', '--json', '--port', '0'], { ...options, detached: true });
    await firstSent(product);
    const seconds = (performance.now() - start) / MS;
    return { variant: name, 'seconds to first mail': rounded(seconds), 'MB installed': megabytes(clone) };
  } finally {
    if (product?.pid !== undefined) await end(product, product.pid);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Our environment without what npm adds to it: neither its settings nor our Node. */
function strangersEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'NODE');
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  return { ...Object.fromEntries(kept), HOME: home, PATH: path.join(delimiter) };
}

async function firstSent(product: ChildProcess): Promise<void> {
  if (!product.stdout) throw new Error('the product has no output');
  for await (const line of createInterface({ input: product.stdout })) {
    if (/"sent":[1-9]/.test(line)) return;
  }
  throw new Error('the product ended before its first mail');
}

async function end(product: ChildProcess, group: number): Promise<void> {
  if (product.exitCode !== null || product.signalCode !== null) return;
  const ended = new Promise((resolve) => product.once('exit', resolve));
  process.kill(-group, 'SIGTERM');
  await ended;
}

function megabytes(clone: string): number {
  return Number.parseInt(execFileSync('du', ['-sm', join(clone, 'node_modules')], { encoding: 'utf8' }), 10);
}
