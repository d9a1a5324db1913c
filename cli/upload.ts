import type { ApiClient } from '../adapters/api/client.ts';
import type { Import, NewImport } from './answers.ts';
import { hasEnded, type Progress } from './progress.ts';
import type { Session } from './session.ts';

/** What the caller knows of a CSV; what is left out is found. */
export interface CsvForm {
  emailColumn?: string;
  columns?: string[];
  encoding?: string;
  delimiter?: string;
}

/** Where a file goes, and who shows how far it is. */
export interface Upload {
  api: ApiClient;
  progress: Progress;
  listId: string;
  file: Blob;
  /** How the file is to be read, as far as it does not show that by itself. */
  form?: CsvForm | undefined;
  /** Between two looks at the import, in milliseconds. */
  everyMs: number;
}

/** Imports a file into a list, and shows its progress. Answers the import at its end; throws if it is not uploaded. */
export async function uploadInto(session: Session, upload: Upload): Promise<Import> {
  return await followImport(session, upload, await startImport(session, upload));
}

/** Uploads a file for a list, and answers the id of its import, which goes on by itself from then on. */
export async function startImport(session: Session, { api, listId, file, form = {} }: Upload): Promise<string> {
  const params = { id: listId };
  const { importId, uploadUrl } = await api.post<NewImport>('/v1/lists/{id}/imports', form, { params });
  if (uploadUrl === null) throw new Error('the address for the file was shown before: send the file once more');
  const uploaded = await put(uploadUrl, file, session.signal);
  if (!uploaded.ok) throw new Error(`the upload of the file was refused with status ${uploaded.status}`);
  return importId;
}

/** `fetch` reports only that it failed; the cause has the reason. */
async function put(url: string, body: Blob, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { method: 'PUT', body, signal });
  } catch (error) {
    const { cause } = error as Error & { cause?: NodeJS.ErrnoException };
    throw new Error(`the file could not be uploaded: ${cause?.code ?? cause?.message ?? String(error)}`);
  }
}

/** Shows how an import goes until it has ended. */
export async function followImport(
  session: Session,
  { api, progress, listId, everyMs }: Upload,
  importId: string,
): Promise<Import> {
  let rows = 0;
  return await session.until(async () => {
    const seen = await api.get<Import>('/v1/lists/{id}/imports/{importId}', { params: { id: listId, importId } });
    if (seen.rows > rows || hasEnded(seen)) progress.import(seen);
    rows = seen.rows;
    return hasEnded(seen) ? seen : null;
  }, everyMs);
}
