import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createImport, type ImportWish, putFile } from '../../api/imports.ts';
import { productNow } from '../../api/product-clock.ts';

/** A file on its way. */
export interface Upload {
  state: 'none' | 'creating' | 'sending' | 'broken' | 'done';
  file: File | null;
  sent: number;
  /** Why no import could be made. */
  error: Error | null;
  begin(file: File, wish: ImportWish): void;
  /** Once more, after it broke off. */
  again(): void;
}

interface Place {
  file: File;
  wish: ImportWish;
  uploadUrl: string | null;
  until: number;
}

/** Makes an import, and sends its file. `onMade`: its id is known. */
export function useUpload(listId: string, onMade: (importId: string) => void): Upload {
  const queries = useQueryClient();
  const [state, setState] = useState<Upload['state']>('none');
  const [place, setPlace] = useState<Place | null>(null);
  const [sent, setSent] = useState(0);
  const [error, setError] = useState<Error | null>(null);

  async function begin(file: File, wish: ImportWish): Promise<void> {
    setState('creating');
    setError(null);
    try {
      const made = await createImport(listId, wish);
      const next = { file, wish, uploadUrl: made.uploadUrl, until: Date.parse(made.uploadUntil) };
      setPlace(next);
      onMade(made.importId);
      await send(next);
    } catch (problem) {
      setError(problem as Error);
      setState('none');
    }
  }

  async function send({ file, uploadUrl }: Place): Promise<void> {
    setState('sending');
    setSent(0);
    try {
      await putFile(uploadUrl ?? '', file, setSent);
      setState('done');
      await queries.invalidateQueries({ queryKey: ['lists'] });
    } catch {
      setState('broken');
    }
  }

  function again(): void {
    if (place === null) return;
    if (place.uploadUrl !== null && productNow() < place.until) void send(place);
    else void begin(place.file, place.wish);
  }

  return { state, file: place?.file ?? null, sent, error, begin: (file, wish) => void begin(file, wish), again };
}
