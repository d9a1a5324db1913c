import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundles } from './bundles.ts';
import { compose } from './compose.ts';
import { consoleCalls } from './console.ts';
import { cost } from './cost.ts';
import { exportCsv } from './export.ts';
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
import { localTables } from './tables.ts';
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
  exportCsv,
  localTables,
  million,
  firstMail,
  consoleCalls,
];
const RESULTS = join(import.meta.dirname, 'results');
const EXIT_USAGE = 2;

const HELP = `npm run bench -- [names] [flags]

  --rounds N   how often each variant runs; medians count (default 3)
  --large      also the sizes that take minutes
  --json       one JSON object a benchmark instead of tables
  --vs 'CMD'   whole-system: a program that sends the same mails, in alternate rounds; may be repeated

${BENCHMARKS.map(({ name, question }) => `  ${name.padEnd(14)} ${question}`).join('\n')}

--vs takes a command for the shell. It prepares what it needs (servers, lists), prints the line "ready", waits for a
line on its standard input, hands every mail over to 127.0.0.1:$PORT and exits with 0. What comes before that line is
not counted. In its environment are

  PORT         of an SMTP server without TLS and log-in
  RECIPIENTS   path of a CSV: email,name,city,until,code,unsubscribeUrl
  SUBJECT      path of the subject; {{ name }} is the column name, as in the two parts
  HTML, TEXT   paths of the two parts; values are escaped in HTML
  FROM         the sender, as Name <address>

Every mail carries List-Unsubscribe: <unsubscribeUrl> and List-Unsubscribe-Post: List-Unsubscribe=One-Click. CPU time and
memory are those of all processes below the command. The benchmark fails if a mail is missing. An example:
--vs 'node bench/support/nodemailer-loop.ts', which always runs.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    large: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    vs: { type: 'string', multiple: true, default: [] },
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
  const { rows, notes } = await run({ rounds, large: values.large, contenders: values.vs });
  const result = { name, question, at: new Date().toISOString(), rounds, machine, rows, notes };
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(
    values.json
      ? `${JSON.stringify(result)}\n`
      : `\n${question}\n\n${tableOf(rows)}\n${notes.map((note) => `  ${note}\n`).join('')}`,
  );
}
