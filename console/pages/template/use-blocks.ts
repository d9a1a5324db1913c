import { useCallback, useEffect, useState } from 'react';
import { blocksKey, keepDraft, readDraft } from '../../api/drafts.ts';
import type { TemplateContent } from '../../api/templates.ts';
import type { Edited } from './use-edited.ts';

/** A mail of blocks, as it was before its code was changed. */
type Left = Pick<TemplateContent, 'html' | 'design'>;

/**
 * Whether the mail is edited as blocks or as code. Changed code is no blocks any more: those that it was are kept on
 * this device, for as long as drafts are.
 */
export function useBlocks(key: string, { content, revision }: Edited) {
  const [isCodeShown, setCodeShown] = useState(false);
  const [left, setLeft] = useState<Left | null>(null);
  useEffect(() => {
    readDraft(blocksKey(key)).then(
      (draft) => setLeft((now) => now ?? draft?.content ?? null),
      () => undefined,
    );
  }, [key]);
  const leave = useCallback(() => {
    if (content.design === null) return;
    setLeft({ html: content.html, design: content.design });
    keepDraft(blocksKey(key), { content, revision, at: new Date().toISOString() }).catch(() => undefined);
  }, [key, content, revision]);
  return {
    isBlocks: content.design !== null && !isCodeShown,
    /** Blocks that the code was, if it is not any more. */
    left: content.design === null && left?.design ? left : null,
    /** Notes the blocks before the code is changed for the first time. */
    leave,
    showCode: setCodeShown,
  };
}
