import { useQuery } from '@tanstack/react-query';
import type { Import, NewImport } from './answers.ts';
import { api } from './client.ts';

/** How a file is to be read, and what becomes of it. */
export interface ImportWish {
  encoding: string;
  delimiter: string;
  header: boolean;
  existing: 'replace' | 'keep';
  columns: { column: number; as: string }[];
}

const MOVING_MS = 2_000;

export const isOver = ({ status }: Pick<Import, 'status'>): boolean => status === 'finished' || status === 'failed';

/** One import, live until it is over. */
export const useImport = (listId: string, importId: string) =>
  useQuery({
    queryKey: ['lists', 'import', listId, importId],
    queryFn: ({ signal }) =>
      api((client) =>
        client.get<Import>('/v1/lists/{id}/imports/{importId}', { params: { id: listId, importId }, signal }),
      ),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOver(data) ? false : MOVING_MS),
    refetchIntervalInBackground: false,
  });

/** Makes an import, which waits for its file. */
export const createImport = (listId: string, wish: ImportWish): Promise<NewImport> => {
  const idempotencyKey = crypto.randomUUID();
  return api((client) =>
    client.post<NewImport>('/v1/lists/{id}/imports', wish, { params: { id: listId }, idempotencyKey }),
  );
};

/**
 * Puts a file where an import takes it from. `XMLHttpRequest`, because `fetch` does not tell how far it is. Rejects
 * when the server cannot be reached, or refuses.
 */
export function putFile(url: string, file: File, onProgress: (sent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
    request.addEventListener('load', () =>
      request.status < 300 ? resolve() : reject(new Error(`the upload was answered ${request.status}`)),
    );
    request.addEventListener('error', () => reject(new Error('the upload was broken off')));
    request.open('PUT', ownOrigin(url));
    request.send(file);
  });
}

/** One machine takes the file itself, under whatever name the page calls it. */
export function ownOrigin(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname.startsWith('/_local/') ? pathname + search : url;
}
