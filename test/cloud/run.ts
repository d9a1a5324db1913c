import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SCENARIOS } from './scenarios/all.ts';
import type { Row, Scenario } from './scenarios/scenario.ts';
import { synthesizeStack } from './stack.ts';

/** `npm run cloud -- [--json] [--only name]`: what the product does in an account as unkind as a real one. */

const AT_ONCE = 2;
const HEAP_MB = 6_000;

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});

const isWanted = (name: string): boolean => values.only === undefined || name === values.only;
const wanted = SCENARIOS.filter(({ names }) => names.some(isWanted));
if (wanted.length === 0) {
  process.stderr.write(`no scenario ${values.only}; there are ${SCENARIOS.flatMap(({ names }) => names).join(', ')}\n`);
  process.exit(2);
}

const folder = mkdtempSync(path.join(tmpdir(), 'mailramp-cloud-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The figures of the stack as a file, synthesized once for equal settings. */
const stacks = new Map<string, Promise<string>>();
function stackFile(settings: Scenario['settings']): Promise<string> {
  const name = JSON.stringify(settings);
  const known = stacks.get(name);
  if (known) return known;
  const file = path.join(folder, `stack-${stacks.size}.json`);
  const made = synthesizeStack(settings).then((figures) => {
    writeFileSync(file, JSON.stringify(figures));
    return file;
  });
  stacks.set(name, made);
  return made;
}

interface Told {
  rows: Row[];
  isEnd: boolean;
}

/** The rows of a scenario; those it had, and missed, when it does not end. */
async function run(scenario: Scenario): Promise<Row[]> {
  const file = await stackFile(scenario.settings);
  const [name = ''] = scenario.names;
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, path.join(import.meta.dirname, 'run-one.ts'), name, file],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let told: Told | null = null;
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) told = JSON.parse(line) as Told;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), scenario.mostSeconds * 1_000);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return rowsOf(scenario, told);
}

function rowsOf(scenario: Scenario, told: Told | null): Row[] {
  if (told?.isEnd) return told.rows;
  return scenario.names.map((name) => {
    const known = told?.rows.find((row) => row.name === name);
    const notes = [...(known?.notes ?? []), 'did not end'];
    return { figure: null, unit: '', goal: 'to end', ...known, name, met: false, notes };
  });
}

const results = new Map<Scenario, Row[]>();
const waiting = [...wanted];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
      results.set(scenario, await run(scenario));
    }
  }),
);
const rows = wanted.flatMap((scenario) => results.get(scenario) ?? []).filter(({ name }) => isWanted(name));

const columns = (row: Row): string[] => [
  row.name,
  row.figure === null ? '-' : String(row.figure),
  row.unit,
  row.goal,
  row.met ? 'met' : 'MISSED',
];
const table = [['scenario', 'figure', 'unit', 'goal', ''], ...rows.map(columns)];
const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((line) => (line[column] ?? '').length)));
for (const line of table) {
  process.stdout.write(
    `${line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}\n`,
  );
}
process.stdout.write('\n');
for (const { name, notes } of rows) if (notes.length > 0) process.stdout.write(`${name}: ${notes.join(' · ')}\n`);
if (values.json) {
  const met = rows.filter((row) => row.met).length;
  const scenarios = rows.map(({ name, figure, unit, goal, met: isMet }) => ({ name, figure, unit, goal, met: isMet }));
  process.stdout.write(`${JSON.stringify({ scenarios, met, missed: rows.length - met })}\n`);
}
