import type { ApiClient } from '../adapters/api/client.ts';
import type { Import, NewImport } from './answers.ts';
import { hasEnded, type Progress } from './progress.ts';
import type { Session } from './session.ts';

/** Where a file goes, and who shows how far it is. */
export interface Upload {
  api: ApiClient;
  progress: Progress;
  listId: string;
  file: Blob;
  /** Between two looks at the import, in milliseconds. */
  everyMs: number;
}

/** Imports a file into a list, and shows its progress. Answers the import at its end; throws if it is not uploaded. */
export async function uploadInto(session: Session, { api, progress, listId, file, everyMs }: Upload): Promise<Import> {
  const { importId, uploadUrl } = await api.post<NewImport>('/v1/lists/{id}/imports', {}, { params: { id: listId } });
  const uploaded = await fetch(uploadUrl, { method: 'PUT', body: file, signal: session.signal });
  if (!uploaded.ok) throw new Error(`the upload of the file was refused with status ${uploaded.status}`);
  let rows = 0;
  return await session.until(async () => {
    const seen = await api.get<Import>('/v1/lists/{id}/imports/{importId}', { params: { id: listId, importId } });
    if (seen.rows > rows || hasEnded(seen)) progress.import(seen);
    rows = seen.rows;
    return hasEnded(seen) ? seen : null;
  }, everyMs);
}
