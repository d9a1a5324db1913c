import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fencedFiles, replaceFence } from './fence.ts';
import type { Mutant } from './mutant-list.ts';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = ['core', 'adapters', 'lambdas', 'local', 'submission', 'test', 'package.json', 'jest.config.mjs'];
/** A browser and its packages are a hundred megabytes, of which no trial reads any. */
const NOT_COPIED = join(ROOT, 'test/console');
const isOfTrials = (path: string): boolean => path !== NOT_COPIED;

/** Named scenarios: conditions that no history needs, because the code before them makes sure of the same. */
const SCENARIOS = [
  'test/core/sending',
  'test/core/audience/exclusions',
  'test/core/runs',
  'test/core/rate',
  'test/core/tasks',
  'test/core/warm-up',
  'test/core/domains',
  'test/core/forecast',
  'test/core/transactional',
  'test/core/insight',
  'test/adapters/ses/mailer',
];
/** A wrong variant may never come to an end; that is no proof that a test would notice it. */
const PATIENCE_MS = 240_000;
/** Text of errors of a variant that is no program at all. */
const NO_PROGRAM = /ReferenceError|SyntaxError|ERR_MODULE_NOT_FOUND|ERR_INVALID_TYPESCRIPT_SYNTAX/;

/** Which test killed a mutant: the history of a seed, or a named scenario in a file. */
export type Killer = { seed: number } | { scenario: string; file: string };

/** `broken`: a test failed for another reason than what it tests, so nothing is known. */
export type Finding =
  | { kind: 'passed' }
  | { kind: 'killed'; by: Killer; why: string }
  | { kind: 'broken'; why: string };

export interface Seeds {
  first: number;
  histories: number;
  workers: number;
}

/** Has something done with a copy of the code as it is; then the copy is gone. */
export async function withCopy<T>(use: (path: string) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), 'mutant-'));
  try {
    for (const part of COPIED) await cp(join(ROOT, part), join(path, part), { recursive: true, filter: isOfTrials });
    await symlink(join(ROOT, 'node_modules'), join(path, 'node_modules'));
    return await use(path);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/**
 * Has something done with a copy that has the mutant in it; then the copy is as it was. Copying the code anew for each
 * mutant takes longer than most trials.
 */
export async function withMutant<T>(copy: string, mutant: Mutant, use: () => Promise<T>): Promise<T> {
  const before = new Map<string, string>();
  try {
    await apply(mutant, copy, before);
    return await use();
  } finally {
    for (const [path, text] of before) await writeFile(path, text);
  }
}

/** Notes the texts of the files before they are changed. Throws when a fence is not there exactly once. */
async function apply({ fences }: Mutant, copy: string, before: Map<string, string>): Promise<void> {
  const files = await fencedFiles(copy);
  for (const [name, by] of Object.entries(fences)) {
    const [file, ...others] = files.filter((each) => each.fences.includes(name));
    if (file === undefined || others.length > 0)
      throw new Error(`the fence ${name} is in ${file ? 'several' : 'no'} files`);
    const path = join(copy, file.path);
    const text = await readFile(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    await writeFile(path, replaceFence(text, name, by));
  }
}

/** Runs a program of the copy to its end, or to the end of our patience, which has the code null. */
function run(copy: string, args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: copy, timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

const shortened = (text: string): string => text.trim().slice(0, 160);

/** Lives through histories until one breaks an invariant. */
export async function tryHistories(copy: string, { first, histories, workers }: Seeds): Promise<Finding> {
  const range = ['--histories', String(histories), '--seed', String(first), '--workers', String(workers)];
  const args = ['test/simulation/run.ts', ...range, '--first', '--no-shrink', '--json'];
  const { code, output } = await run(copy, args);
  if (code === 0) return { kind: 'passed' };
  const line = /^seed (\d+) breaks .*$/m.exec(output);
  if (!line || NO_PROGRAM.test(line[0]))
    return { kind: 'broken', why: shortened(line?.[0] ?? `exit ${code}: ${output}`) };
  return { kind: 'killed', by: { seed: Number(line[1]) }, why: shortened(line[0]) };
}

/** Jest's first failure: the file, and the names of the test and of what it is in. */
const FAILURE = /^\S*\/(test\/\S+\.test\.ts)\s+● (.+)$/m;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Runs named scenarios until one fails: those of `files`, or the one of them that is given. */
export async function tryScenarios(copy: string, files = SCENARIOS, only?: string): Promise<Finding> {
  const which = only === undefined ? files : [...files, '-t', `^${escaped(only)}$`];
  const jest = ['node_modules/jest/bin/jest.js', ...which, '--silent', '--bail', '--runInBand'];
  const { code, output } = await run(copy, jest);
  if (code === 0) return { kind: 'passed' };
  const [, file, names] = FAILURE.exec(output) ?? [];
  if (!file || !names || names === 'Test suite failed to run' || NO_PROGRAM.test(output)) {
    return { kind: 'broken', why: shortened(`exit ${code}: ${output}`) };
  }
  const by = { scenario: names.replaceAll(' › ', ' '), file };
  return { kind: 'killed', by, why: shortened(`${file}: ${names}`) };
}
