import { createWriteStream, existsSync } from 'node:fs';
import { parse } from 'node:path';
import { Writable } from 'node:stream';
import type { Session } from './session.ts';
import { followImport, startImport, type Upload } from './upload.ts';

const LOOK_MS = 500;

/** A CSV on its way into a list. `path` is where the caller has it. */
export type CsvUpload = Omit<Upload, 'everyMs'> & { path: string; onUploaded?: () => void };

/** Reads a CSV into a list, tells how it went, and saves its refused rows beside it. Answers whether it was read. */
export async function importCsv(session: Session, { path, onUploaded, ...upload }: CsvUpload): Promise<boolean> {
  const { progress } = upload;
  const importId = await startImport(session, { ...upload, everyMs: LOOK_MS });
  onUploaded?.();
  const last = await followImport(session, { ...upload, everyMs: LOOK_MS }, importId);
  if (last.errorsUrl !== null) await saveRefused(session, progress, path, last.errorsUrl);
  if (last.status === 'finished') return true;
  progress.event('import-failed', { reason: last.reason }, [`mailramp: ${last.reason ?? last.error}`]);
  return false;
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
