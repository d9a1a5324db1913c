import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { ApiClient } from '../../adapters/api/client.ts';
import type { List } from '../answers.ts';
import { createProgress, type Progress } from '../progress.ts';
import type { Session } from '../session.ts';
import { uploadInto } from '../upload.ts';
import { UsageError } from '../usage-error.ts';

const LOOK_MS = 500;

/** An id of the API; anything else that the caller says in its place is a name or a file. */
export const isId = (text: string): boolean => /^\d{1,16}$/.test(text);

/** Reads a CSV into a list, or into a new one of that name. Answers the exit code. */
export async function importFile(session: Session, list: string, file: string): Promise<number> {
  const upload = await openFile(file);
  const api = await session.api();
  const progress = createProgress(session.terminal.output, session.json);
  try {
    const listId = isId(list) ? list : await newList(api, list, progress);
    return await runImport(session, { api, progress, listId, upload });
  } finally {
    progress.close();
  }
}

/** A new list with the rows of a CSV; null when the file could not be read to its end. */
export async function listFromFile(session: Session, file: string): Promise<string | null> {
  const upload = await openFile(file);
  const api = await session.api();
  const progress = createProgress(session.terminal.output, session.json);
  try {
    const listId = await newList(api, basename(file), progress);
    return (await runImport(session, { api, progress, listId, upload })) === 0 ? listId : null;
  } finally {
    progress.close();
  }
}

/** The complete file, but not in memory: its length is known, and an upload to S3 must state it. */
async function openFile(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file);
  } catch {
    throw new UsageError(`there is no file ${file}`);
  }
}

async function newList(api: ApiClient, name: string, progress: Progress): Promise<string> {
  const { listId } = await api.post<List>('/v1/lists', { name });
  progress.event('list', { listId, name }, [`new list ${listId}: ${name}`]);
  return listId;
}

async function runImport(
  session: Session,
  { api, progress, listId, upload }: { api: ApiClient; progress: Progress; listId: string; upload: Blob },
): Promise<number> {
  const last = await uploadInto(session, { api, progress, listId, file: upload, everyMs: LOOK_MS });
  if (last.errorsUrl !== null) {
    progress.event('import-errors', { errorsUrl: last.errorsUrl }, [
      'the refused rows (this link works for one hour):',
      last.errorsUrl,
    ]);
  }
  if (last.status === 'finished') return 0;
  progress.event('import-failed', { reason: last.reason }, [`mailramp: ${last.reason ?? last.error}`]);
  return 1;
}
