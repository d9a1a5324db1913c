import { openFile } from '../files.ts';
import { importCsv } from '../list-file.ts';
import { createProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { formOf, type ImportOptions } from './import.ts';

/** Reads a CSV of those who are not to be mailed. Answers the exit code. */
export async function importSuppressions(
  session: Session,
  path: string,
  options: Omit<ImportOptions, 'columns'>,
): Promise<number> {
  const file = await openFile(path);
  const api = await session.api();
  const progress = createProgress(session.terminal.output, session.json);
  try {
    const isRead = await importCsv(session, { api, progress, listId: null, file, path, form: formOf(options) });
    return isRead ? 0 : 1;
  } finally {
    progress.close();
  }
}
