import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useSyncExternalStore } from 'react';
import { useWords } from '../words/words.tsx';

export interface Notice {
  type: FlashbarProps.Type;
  text: string;
}

let notices: (Notice & { id: string })[] = [];
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

function change(next: typeof notices): void {
  notices = next;
  for (const listener of listeners) listener();
}

/** Tells the user something above the page, until they dismiss it. */
export function tell(notice: Notice): void {
  change([{ ...notice, id: crypto.randomUUID() }, ...notices]);
}

export function Notices() {
  const words = useWords();
  const shown = useSyncExternalStore(subscribe, () => notices);
  const items = shown.map(({ id, type, text }) => ({
    id,
    type,
    content: text,
    dismissible: true,
    dismissLabel: words.common.dismiss,
    onDismiss: () => change(notices.filter((notice) => notice.id !== id)),
  }));
  return <Flashbar items={items} stackItems />;
}
