import type { Editor } from '@tiptap/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Design } from '../logic/design.ts';
import { compose } from './compose.ts';
import { setLang } from './extensions.ts';
import type { Composed } from './handle.ts';

/** After a change, others may follow: the HTML is made of the last. */
const WAIT_MS = 250;

/** What stands in the mail beside its blocks. */
type Head = Pick<Design, 'preheader' | 'lang'>;

/** Keeps the HTML as the blocks are. Answers a way to have it at once, which says null where nothing has changed. */
export function useComposed(editor: Editor, { preheader, lang }: Head, onComposed: (made: Composed) => void) {
  /** Counts changes, so that what was made of an earlier state is dropped. */
  const version = useRef(0);
  const made = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const settle = async (): Promise<Composed | null> => {
    clearTimeout(timer.current);
    const { current } = version;
    if (made.current === current || editor.isDestroyed) return null;
    const composed = { html: await compose(editor, preheader), doc: JSON.stringify(editor.getJSON()) };
    if (version.current !== current) return await settle();
    made.current = current;
    onComposed(composed);
    return composed;
  };
  const settleSoon = useEffectEvent(() => {
    version.current += 1;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void settle(), WAIT_MS);
  });
  useEffect(() => {
    const listen = (): void => settleSoon();
    editor.on('update', listen);
    return () => {
      editor.off('update', listen);
      clearTimeout(timer.current);
    };
  }, [editor]);
  const head = `${lang} ${preheader}`;
  const composedOf = useRef(head);
  useEffect(() => {
    if (composedOf.current === head) return;
    composedOf.current = head;
    setLang(editor, lang);
    settleSoon();
  }, [editor, lang, head]);
  return settle;
}
