import { createWriteStream, existsSync } from 'node:fs';
import { parse } from 'node:path';
import { Writable } from 'node:stream';
import type { AnyImport } from './answers.ts';
import type { Session } from './session.ts';
import { facts } from './table.ts';
import { count } from './text.ts';
import { followImport, startImport, type Upload } from './upload.ts';

const LOOK_MS = 500;

/** A CSV on its way into a list, or into the suppressions. `path` is where the caller has it. */
export type CsvUpload = Omit<Upload, 'everyMs'> & { path: string; onUploaded?: () => void };

/** Reads a CSV, tells how it went, and saves its refused rows beside it. Answers whether it was read. */
export async function importCsv(session: Session, { path, onUploaded, ...upload }: CsvUpload): Promise<boolean> {
  const { progress } = upload;
  const importId = await startImport(session, { ...upload, everyMs: LOOK_MS });
  onUploaded?.();
  const last = await followImport(session, { ...upload, everyMs: LOOK_MS }, importId);
  const how = howItWasRead(last);
  progress.event('import-read', { ...readingOf(last) }, how);
  if (last.errorsUrl !== null) await saveRefused(session, progress, path, last.errorsUrl);
  if (last.status === 'finished') return true;
  progress.event('import-failed', { reason: last.reason }, [`mailramp: ${last.reason ?? last.error}`]);
  return false;
}

const readingOf = ({
  encoding,
  encodingConfidence,
  delimiter,
  emailColumn,
  columns,
  refused,
  shortened,
}: AnyImport) => ({
  encoding,
  encodingConfidence,
  delimiter,
  emailColumn,
  columns,
  refused,
  shortened,
});

/** How a file was read, and why rows of it were not taken. */
function howItWasRead({
  encoding,
  encodingConfidence,
  emailColumn,
  columns,
  refused,
  shortened = 0,
}: AnyImport): string[] {
  const data = columns !== null && columns.length > 0 ? `, data from ${columns.join(', ')}` : '';
  const faults = Object.entries(refused).map(([fault, rows]) => `${count(rows)} × ${fault}`);
  return facts([
    ['read as', encoding && `${encoding} (${encodingConfidence})`],
    ['columns', emailColumn && `addresses from ${emailColumn}${data}`],
    ...faults.map((fault, i): [string, string] => [i === 0 ? 'refused' : '', fault]),
    ['shortened', shortened > 0 ? `${count(shortened)} rows, without their longest values` : null],
  ]);
}

async function saveRefused(
  session: Session,
  progress: Upload['progress'],
  path: string,
  errorsUrl: string,
): Promise<void> {
  const file = freeNameBeside(path);
  try {
    const { body, ok, status } = await fetch(errorsUrl, { signal: session.signal });
    if (!ok || body === null) throw new Error(`status ${status}`);
    await body.pipeTo(Writable.toWeb(createWriteStream(file, { flags: 'wx' })));
    progress.event('import-errors', { errorsUrl, file }, [`the refused rows are in ${file}, each with its reason`]);
  } catch (error) {
    if (session.signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    progress.event('import-errors', { errorsUrl, file: null, reason }, [
      `the refused rows could not be saved (${reason}); for one hour they are at`,
      errorsUrl,
    ]);
  }
}

/** `readers.refused.csv`, or with a number: nothing that is there is overwritten. */
function freeNameBeside(path: string): string {
  const { dir, name } = parse(path);
  const start = dir === '' ? name : `${dir}/${name}`;
  let file = `${start}.refused.csv`;
  for (let n = 2; existsSync(file); n += 1) file = `${start}.refused-${n}.csv`;
  return file;
}
