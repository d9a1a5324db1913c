import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant } from './mutant-list.ts';

/**
 * Applies each wrong variant to a copy of the code and lives through histories with it until one breaks an invariant,
 * then through the named scenarios:
 * `node test/simulation/mutants.ts [--histories 800] [--seed 1] [--only text] [--json]`. A mutant that none kills
 * survives, and so does one that does not apply.
 */
const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '800' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});

const ROOT = join(import.meta.dirname, '../..');
/** Mutants at a time: one for each core of a small machine. */
const WORKERS = 2;

/** Tried first: histories until one breaks an invariant. */
const SIMULATION = [
  'test/simulation/run.ts',
  ...['--histories', values.histories, '--seed', values.seed, '--first', '--no-shrink', '--json'],
];
/** Tried on what survives: conditions that no history needs, because the code before them makes sure of the same. */
const SCENARIOS = ['node_modules/jest/bin/jest.js', 'test/core/sending', 'test/core/tasks', 'test/core/warm-up'];

interface Verdict {
  name: string;
  isKilled: boolean;
  /** The line that names the history and the invariant, or why there is none. */
  by: string;
}

async function copyOfCode(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'mutant-'));
  for (const part of ['core', 'adapters', 'lambdas', 'local', 'test', 'package.json', 'jest.config.mjs']) {
    await cp(join(ROOT, part), join(copy, part), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** @throws when a text is not there exactly once. */
async function apply({ edits }: Mutant, copy: string): Promise<void> {
  for (const { file, from, to } of edits) {
    const path = join(copy, file);
    const parts = (await readFile(path, 'utf8')).split(from);
    if (parts.length !== 2) throw new Error(`"${from}" is ${parts.length - 1} times in ${file}`);
    await writeFile(path, parts.join(to));
  }
}

/** Runs a program of the copy; answers the first line of its output that says why it failed, or null. */
function failureOf(copy: string, args: string[], sign: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: copy });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.stderr.on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const line = output.split('\n').find((candidate) => candidate.includes(sign));
      if (code === 0) resolve(null);
      else resolve(line?.trim() ?? `exit ${code}: ${output.slice(0, 300)}`);
    });
  });
}

async function tryMutant(mutant: Mutant): Promise<Verdict> {
  const copy = await copyOfCode();
  try {
    await apply(mutant, copy);
    const by = (await failureOf(copy, SIMULATION, ' breaks ')) ?? (await failureOf(copy, SCENARIOS, '● '));
    const isKilled = by !== null && !by.startsWith('exit');
    return { name: mutant.name, isKilled, by: (by ?? 'nothing').slice(0, 160) };
  } catch (error) {
    return { name: mutant.name, isKilled: false, by: `does not apply: ${(error as Error).message}` };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** A verdict means something only while the code as it is passes. */
const asItIs = await copyOfCode();
const broken =
  (await failureOf(asItIs, [...SIMULATION, '--histories', '20'], ' breaks ')) ??
  (await failureOf(asItIs, SCENARIOS, '● '));
await rm(asItIs, { recursive: true, force: true });
if (broken !== null) throw new Error(`without any mutation: ${broken}`);

const queue = MUTANTS.filter(({ name }) => name.includes(values.only));
const verdicts: Verdict[] = [];
const work = async (): Promise<void> => {
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const verdict = await tryMutant(mutant);
    verdicts.push(verdict);
    console.log(`${verdict.isKilled ? 'killed  ' : 'SURVIVES'}  ${verdict.name}: ${verdict.by}`);
  }
};
await Promise.all(Array.from({ length: WORKERS }, work));

const survivors = verdicts.filter(({ isKilled }) => !isKilled).map(({ name }) => name);
const summary = { mutants: verdicts.length, killed: verdicts.length - survivors.length, survivors };
console.log(values.json ? JSON.stringify(summary) : `\n${JSON.stringify(summary, null, 1)}`);
process.exitCode = survivors.length > 0 ? 1 : 0;
