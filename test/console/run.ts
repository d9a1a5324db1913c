/**
 * The tests of the console in a real browser, against the product as `npm start` runs it:
 * `npm run test:console [-- budgets|editor|journeys|layout|security|speed ...] [--all] [--only PART]`. Without names,
 * all suites run but speed. With `--all`, layout looks at every language, and at one that is made of longer words.
 * `--only`: files whose names have this in them. The last line says how many tests passed and failed.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { bundleForNode } from './bundle.ts';
import { chromiumPath } from './harness/browser.ts';

const SUITES = ['budgets', 'editor', 'journeys', 'security', 'layout'] as const;
/** Its times say something only of a machine that does nothing else: it runs when somebody asks for it. */
const ON_DEMAND = ['speed'] as const;
/** What the files of a suite share. */
const NO_TESTS = ['test/console/layout/pages.ts'];
const ROOT = join(import.meta.dirname, '..', '..');
/** React's renderer leaves a channel open, which would keep a process that has tested it. */
const LEAVES_OPEN = ['--test-force-exit'];
/** A file waits for its browser most of the time. */
const FILES_AT_ONCE = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean' }, only: { type: 'string', default: '' } },
});
const known: readonly string[] = [...SUITES, ...ON_DEMAND];
const unknown = positionals.find((name) => !known.includes(name));
if (unknown !== undefined) throw new Error(`there is no suite ${unknown}; there are ${known.join(', ')}`);

function build(command: string[]): void {
  const { status } = spawnSync(process.execPath, command, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const counts = { passed: 0, failed: 0 };

/** Runs the files of a suite, each in a process of its own, and prints how long they took together. */
async function runSuite(suite: string): Promise<void> {
  const files = globSync(`test/console/${suite}/*.ts`, { cwd: ROOT }).filter(
    (file) => !NO_TESTS.includes(file) && file.includes(values.only),
  );
  if (files.length === 0) return;
  const began = performance.now();
  const scripts = suite === 'editor' ? await bundleForNode(files.sort()) : files.sort();
  const execArgv = suite === 'editor' ? LEAVES_OPEN : [];
  const tests = run({ files: scripts, cwd: ROOT, concurrency: FILES_AT_ONCE, execArgv });
  tests.on('test:pass', ({ details }) => {
    if (details.type !== 'suite') counts.passed++;
  });
  tests.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') counts.failed++;
  });
  const printed = tests.compose(spec);
  for await (const text of printed) process.stdout.write(text);
  console.log(`${suite}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
}

const dist = join(ROOT, 'console', '.dist', 'test');
// Says what to do where there is no browser, before anything is built.
await chromiumPath();
build(['node_modules/typescript/bin/tsc', '-p', 'test/console']);
build(['node_modules/typescript/bin/tsc', '-p', 'test/console/editor']);
build(['scripts/build-console.ts', dist]);
process.env.CONSOLE_DIST = dist;
if (values.all === true) process.env.CONSOLE_LANGUAGES = 'en,ja,zh,qps';
for (const suite of positionals.length === 0 ? SUITES : positionals) await runSuite(suite);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
