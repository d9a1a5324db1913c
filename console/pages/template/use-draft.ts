import { useCallback, useEffect, useRef, useState } from 'react';
import { type Draft, dropDraft, keepDraft, readDraft } from '../../api/drafts.ts';
import { type Edited, isSame } from './use-edited.ts';

const EVERY_MS = 2_000;

/**
 * Keeps what is typed on this device: every two seconds, and when the page goes. Answers the draft that was there when
 * the page came, until it is restored or dropped. A device that keeps nothing is no reason not to write.
 */
export function useDraft(key: string, { content, stored, revision }: Edited) {
  const [found, setFound] = useState<Draft | null>(null);
  const isDirty = !isSame(content, stored);
  const latest = useRef<Draft | null>(null);
  const kept = useRef<Draft['content'] | null>(null);
  useEffect(() => {
    latest.current = isDirty ? { content, revision, at: new Date().toISOString() } : null;
  }, [content, revision, isDirty]);
  useEffect(() => {
    readDraft(key).then(setFound, () => undefined);
  }, [key]);
  useEffect(() => {
    const keep = (): void => {
      const draft = latest.current;
      if (draft === null || draft.content === kept.current) return;
      kept.current = draft.content;
      keepDraft(key, draft).catch(() => undefined);
    };
    const timer = setInterval(keep, EVERY_MS);
    addEventListener('pagehide', keep);
    return () => {
      clearInterval(timer);
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [key]);
  const drop = useCallback(() => {
    setFound(null);
    latest.current = null;
    dropDraft(key).catch(() => undefined);
  }, [key]);
  return { found: found !== null && !isSame(found.content, content) ? found : null, drop, taken: () => setFound(null) };
}
