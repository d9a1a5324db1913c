import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/**
 * Checks what the linter does not know of our files: how long they are, how wide their comments, where the conditions
 * of rows come from, and whether the files exist that documents and comments name. Code is wrapped by the formatter,
 * which leaves comments and texts alone. Run by `npm run check`; prints each fault with its place.
 */
const MAX_LINES = 400;
const MAX_COLUMNS = 120;

const IS_COMMENT = /^\s*(\/\/|\/\*|\*)/;
const IS_SOURCE = /\.(tsx?|mjs|cjs)$/;
const IS_DOCUMENT = /\.md$/;
/** What a document names: the target of a relative link, or a source file or document in code font. */
const NAMED_IN_DOCUMENT = /\]\((?!\w+:|#)([^)#\s]+)|`([\w./-]+\.(?:tsx?|mjs|cjs|py|sh|md))`/g;
const NAMED_IN_SOURCE = /\b(docs\/[\w./-]+\.md)\b/g;

/** The type of conditions, the place that holds them against the type of their row, and the clock that is older. */
const MAY_NAME_ATTRIBUTES = ['core/tables.ts', 'core/row.ts', 'core/rate/rate.ts'];
const RAW_CONDITION = /\battribute: .+\bis: /;

type Fault = [line: number, fault: string];

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
const files = listed.split('\n').filter((name) => name !== '');
const paths = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
const names = new Set(files.map((file) => posix.basename(file)));

function foldersOf(file: string): string[] {
  const folder = posix.dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

/** A file may be named from the root, from the document's folder, or by its name alone. */
const exists = (named: string, file: string): boolean =>
  names.has(named) ||
  [posix.normalize(named), posix.join(posix.dirname(file), named)].some((path) => paths.has(path.replace(/\/$/, '')));

function* sourceFaults(lines: string[], file: string): Generator<Fault> {
  const isTyped = file.startsWith('core/') && !MAY_NAME_ATTRIBUTES.includes(file);
  if (lines.length > MAX_LINES) yield [MAX_LINES + 1, `the file has ${lines.length} lines, more than ${MAX_LINES}`];
  for (const [index, line] of lines.entries()) {
    const columns = [...line].length;
    if (columns > MAX_COLUMNS && IS_COMMENT.test(line)) {
      yield [index + 1, `the comment is ${columns} columns wide, more than ${MAX_COLUMNS}`];
    }
    if (isTyped && RAW_CONDITION.test(line)) yield [index + 1, 'the condition is not from `rowOf` (core/row.ts)'];
  }
}

function* deadReferences(lines: string[], file: string, named: RegExp): Generator<Fault> {
  for (const [index, line] of lines.entries()) {
    for (const [, first, second] of line.matchAll(named)) {
      const name = first ?? second ?? '';
      if (!exists(name, file)) yield [index + 1, `there is no file ${name}`];
    }
  }
}

/** What is wrong with a file, by line. */
function* faultsOf(file: string): Generator<Fault> {
  const lines = readFileSync(file, 'utf8').replace(/\n$/, '').split('\n');
  if (IS_SOURCE.test(file)) yield* sourceFaults(lines, file);
  yield* deadReferences(lines, file, IS_SOURCE.test(file) ? NAMED_IN_SOURCE : NAMED_IN_DOCUMENT);
}

for (const file of files.filter((name) => IS_SOURCE.test(name) || IS_DOCUMENT.test(name))) {
  for (const [line, fault] of faultsOf(file)) {
    console.error(`${file}:${line}: ${fault}`);
    process.exitCode = 1;
  }
}
