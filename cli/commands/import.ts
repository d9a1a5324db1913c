import type { ApiClient } from '../../adapters/api/client.ts';
import { openFile } from '../files.ts';
import { importCsv } from '../list-file.ts';
import { isId, listsNamed, onlyOne } from '../lookup.ts';
import { Made } from '../made.ts';
import { createProgress, type Progress } from '../progress.ts';
import type { Session } from '../session.ts';
import type { CsvForm } from '../upload.ts';

/** What the caller knows of the file. */
export interface ImportOptions {
  emailColumn?: string;
  columns?: string;
  encoding?: string;
  delimiter?: string;
}

/** Reads a CSV into a list, or into a new one where none has that name. Answers the exit code. */
export async function importFile(
  session: Session,
  list: string,
  path: string,
  options: ImportOptions,
): Promise<number> {
  const file = await openFile(path);
  const api = await session.api();
  const progress = createProgress(session.terminal.output, session.json);
  const made = new Made(api);
  let isUploaded = false;
  let isRead = false;
  try {
    const listId = await findOrMake(api, list, made, progress);
    const onUploaded = () => {
      isUploaded = true;
    };
    isRead = await importCsv(session, { api, progress, listId, file, path, form: formOf(options), onUploaded });
  } finally {
    // Who stops to look stops no import.
    if (isRead || (isUploaded && session.signal.aborted)) made.keep();
    else session.warn(await made.remove());
    progress.close();
  }
  return isRead ? 0 : 1;
}

/** A tab is hard to type. */
export function formOf({ columns, delimiter, ...form }: ImportOptions): CsvForm {
  return {
    ...form,
    ...(columns !== undefined && { columns: columns.split(',').map((name) => name.trim()) }),
    ...(delimiter !== undefined && { delimiter: delimiter === 'tab' ? '\t' : delimiter }),
  };
}

async function findOrMake(api: ApiClient, list: string, made: Made, progress: Progress): Promise<string> {
  if (isId(list)) return list;
  const ids = (await listsNamed(api, list)).map(({ listId }) => listId);
  if (ids.length > 0) {
    const listId = onlyOne(ids, 'list', list);
    progress.event('list-found', { listId, name: list }, [`list ${listId}: ${list}`]);
    return listId;
  }
  const listId = await made.list(list);
  progress.event('list', { listId, name: list }, [`new list ${listId}: ${list}`]);
  return listId;
}
