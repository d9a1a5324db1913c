import { useQuery } from '@tanstack/react-query';
import { badRowsIn, wholeRows } from '../logic/bad-rows.ts';
import type { Import } from './answers.ts';
import { ownOrigin } from './imports.ts';

const MOST = 20;
/** As much of the file as is read for them. */
const MOST_BYTES = 256 * 1_024;

/** The first rows that an import did not take as they are; of a file that cannot be read, none. */
export const useBadRows = ({ importId, errorsUrl, delimiter }: Import) =>
  useQuery({
    queryKey: ['lists', 'bad-rows', importId],
    queryFn: async ({ signal }) => {
      const { text, isAll } = await beginningOf(errorsUrl ?? '', signal);
      return badRowsIn(wholeRows(text, isAll), delimiter ?? ',', MOST);
    },
    enabled: errorsUrl !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

async function beginningOf(url: string, signal: AbortSignal): Promise<{ text: string; isAll: boolean }> {
  const { body, ok, status } = await fetch(ownOrigin(url), { signal, credentials: 'omit' });
  if (!ok || body === null) throw new Error(`the rows were answered ${status}`);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text, isAll: true };
    text += value;
    if (text.length < MOST_BYTES) continue;
    await reader.cancel();
    return { text, isAll: false };
  }
}
