import { createWriteStream, existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import type { Export, ExportWish, NewExport } from '../answers.ts';
import { listIdOf } from '../lookup.ts';
import type { Session } from '../session.ts';
import { count } from '../text.ts';
import { UsageError } from '../usage-error.ts';

const LOOK_MS = 500;

/** Where the file goes. */
export interface ExportOptions {
  output?: string;
}

/** Exports the recipients of a list. */
export async function exportList(session: Session, list: string, options: ExportOptions): Promise<number> {
  const listId = await listIdOf(await session.api(), list);
  return await exportCsv(session, { of: 'list', listId }, options, `list-${listId}.csv`);
}

/** Exports something into a file that is not there yet. Answers the exit code. */
export async function exportCsv(
  session: Session,
  wish: ExportWish,
  { output }: ExportOptions,
  usualName: string,
): Promise<number> {
  const path = output ?? usualName;
  if (existsSync(path)) throw new UsageError(`${path} is there already: name another file with --output`);
  const api = await session.api();
  const { exportId } = await api.post<NewExport>('/v1/exports', wish);
  const ended = await session.until(async () => {
    const seen = await api.get<Export>('/v1/exports/{id}', { params: { id: exportId } });
    return seen.status === 'finished' || seen.status === 'failed' ? seen : null;
  }, LOOK_MS);
  if (ended.url === null) {
    session.show([`mailramp: ${ended.reason ?? ended.error}`], [ended]);
    return 1;
  }
  await save(ended.url, path, session.signal);
  session.show([`${count(ended.rows)} rows are in ${path}`], [{ ...ended, file: path }]);
  return 0;
}

async function save(url: string, path: string, signal: AbortSignal): Promise<void> {
  const { body, ok, status } = await fetch(url, { signal });
  if (!ok || body === null) throw new Error(`the file could not be read: status ${status}`);
  await body.pipeTo(Writable.toWeb(createWriteStream(path, { flags: 'wx' })));
}
