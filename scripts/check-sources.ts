import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Checks what the linter does not know of our files: how long they are, how wide their comments, and where the
 * conditions of rows come from. Code is wrapped by the formatter, which leaves comments and texts alone. Run by
 * `npm run check`; says each fault with its place.
 */
const MAX_LINES = 400;
const MAX_COLUMNS = 120;

const IS_COMMENT = /^\s*(\/\/|\/\*|\*)/;

/** The type of conditions, the place that holds them against the type of their row, and the clock that is older. */
const MAY_NAME_ATTRIBUTES = ['core/tables.ts', 'core/row.ts', 'core/rate/rate.ts'];
const RAW_CONDITION = /\battribute: .+\bis: /;

/** What is wrong with a file's text, by line. */
function* faultsOf(file: string, text: string): Generator<[line: number, fault: string]> {
  const isTyped = file.startsWith('core/') && !MAY_NAME_ATTRIBUTES.includes(file);
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.length > MAX_LINES) yield [MAX_LINES + 1, `the file has ${lines.length} lines, more than ${MAX_LINES}`];
  for (const [index, line] of lines.entries()) {
    const columns = [...line].length;
    if (columns > MAX_COLUMNS && IS_COMMENT.test(line)) {
      yield [index + 1, `the comment is ${columns} columns wide, more than ${MAX_COLUMNS}`];
    }
    if (isTyped && RAW_CONDITION.test(line)) yield [index + 1, 'the condition is not from `rowOf` (core/row.ts)'];
  }
}

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.mjs', '*.cjs'],
  {
    encoding: 'utf8',
  },
);
for (const file of files.split('\n').filter((name) => name !== '')) {
  for (const [line, fault] of faultsOf(file, readFileSync(file, 'utf8'))) {
    console.error(`${file}:${line}: ${fault}`);
    process.exitCode = 1;
  }
}
