import { useCallback, useState } from 'react';
import type { PreviewReader } from '../../api/templates.ts';
import { useNarrow } from '../../parts/use-narrow.ts';

/** The preview beside the editor, and whose mail it shows. On a phone it would lie over the editor, so it waits. */
export function usePanel() {
  const isNarrow = useNarrow();
  const [isOpen, setOpen] = useState(!isNarrow);
  const [listId, setListId] = useState<string | null>(null);
  const [reader, setReader] = useState<PreviewReader | null>(null);
  return {
    ...{ isOpen, listId, reader },
    toggle: () => setOpen(!isOpen),
    close: useCallback(() => setOpen(false), []),
    choose: (list: string | null, chosen: PreviewReader | null) => {
      setListId(list);
      setReader(chosen);
    },
  };
}
