/**
 * The tests of the console in a real browser, against the product as `npm start` runs it:
 * `npm run test:console [-- journeys|layout|budgets|security] [--all]`. With `--all`, layout looks at every language.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const SUITES = ['budgets', 'journeys', 'layout', 'security'] as const;
const ROOT = join(import.meta.dirname, '..', '..');

const { values, positionals } = parseArgs({ allowPositionals: true, options: { all: { type: 'boolean' } } });
const unknown = positionals.find((name) => !SUITES.some((suite) => suite === name));
if (unknown !== undefined) throw new Error(`there is no suite ${unknown}; there are ${SUITES.join(', ')}`);

function run(command: string[], environment: Record<string, string> = {}): void {
  const { status } = spawnSync(process.execPath, command, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const dist = join(ROOT, 'console', '.dist', 'test');
run(['node_modules/typescript/bin/tsc', '-p', 'test/console']);
run(['scripts/build-console.ts', dist]);
const suites = positionals.length === 0 ? SUITES : positionals;
const files = suites.flatMap((suite) => globSync(`test/console/${suite}/*.ts`, { cwd: ROOT })).sort();
// One file after another: each starts a product and a browser of its own.
run(['--test', '--test-concurrency=1', ...files], {
  CONSOLE_DIST: dist,
  ...(values.all === true ? { CONSOLE_LANGUAGES: 'en,ja,zh' } : {}),
});
