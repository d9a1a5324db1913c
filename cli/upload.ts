import type { ApiClient } from '../adapters/api/client.ts';
import type { AnyImport, NewImport } from './answers.ts';
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
  /** Null: into the suppressions. */
  listId: string | null;
  file: Blob;
  /** How the file is to be read, as far as it does not show that by itself. */
  form?: CsvForm | undefined;
  /** Between two looks at the import, in milliseconds. */
  everyMs: number;
}

/** Where the imports of a list are, or those of the suppressions. */
const placeOf = (listId: string | null) =>
  listId === null
    ? ({ all: '/v1/suppressions/imports', one: '/v1/suppressions/imports/{importId}', params: {} } as const)
    : ({ all: '/v1/lists/{id}/imports', one: '/v1/lists/{id}/imports/{importId}', params: { id: listId } } as const);

/** Imports a file, and shows its progress. Answers the import at its end; throws if it is not uploaded. */
export async function uploadInto(session: Session, upload: Upload): Promise<AnyImport> {
  return await followImport(session, upload, await startImport(session, upload));
}

/** Uploads a file, and answers the id of its import, which goes on by itself from then on. */
export async function startImport(session: Session, { api, listId, file, form = {} }: Upload): Promise<string> {
  const { all, params } = placeOf(listId);
  const { importId, uploadUrl } = await api.post<Pick<NewImport, 'importId' | 'uploadUrl'>>(all, form, { params });
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
): Promise<AnyImport> {
  const { one, params } = placeOf(listId);
  let rows = 0;
  return await session.until(async () => {
    const seen = await api.get<AnyImport>(one, { params: { ...params, importId } });
    if (seen.rows > rows || hasEnded(seen)) progress.import(seen);
    rows = seen.rows;
    return hasEnded(seen) ? seen : null;
  }, everyMs);
}
