import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundles } from './bundles.ts';
import { compose } from './compose.ts';
import { cost } from './cost.ts';
import { firstMail } from './first-mail.ts';
import { growth } from './growth.ts';
import { idleStack } from './idle-month.ts';
import { importCsv } from './import.ts';
import { million } from './million.ts';
import { oneSender } from './one-sender.ts';
import { rate } from './rate.ts';
import { smtp } from './smtp.ts';
import type { Benchmark } from './support/benchmark.ts';
import { tableOf } from './support/table.ts';
import { wholeSystem } from './whole-system.ts';

const BENCHMARKS: readonly Benchmark[] = [
  wholeSystem,
  oneSender,
  compose,
  smtp,
  cost,
  idleStack,
  growth,
  rate,
  bundles,
  importCsv,
  million,
  firstMail,
];
const RESULTS = join(import.meta.dirname, 'results');
const EXIT_USAGE = 2;

const HELP = `npm run bench -- [names] [flags]

  --rounds N   how often each variant runs; medians count (default 3)
  --large      also the sizes that take minutes
  --json       one JSON object a benchmark instead of tables

${BENCHMARKS.map(({ name, question }) => `  ${name.padEnd(14)} ${question}`).join('\n')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    large: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.find((wanted) => !BENCHMARKS.some(({ name }) => name === wanted));
const rounds = Number(values.rounds);
if (values.help || unknown !== undefined || !Number.isInteger(rounds) || rounds < 1) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : EXIT_USAGE);
}

mkdirSync(RESULTS, { recursive: true });
for (const { name, question, run } of BENCHMARKS) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? '', loadBefore: loadavg()[0] };
  const { rows, notes } = await run({ rounds, large: values.large });
  const result = { name, question, at: new Date().toISOString(), rounds, machine, rows, notes };
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(
    values.json
      ? `${JSON.stringify(result)}\n`
      : `\n${question}\n\n${tableOf(rows)}\n${notes.map((note) => `  ${note}\n`).join('')}`,
  );
}
