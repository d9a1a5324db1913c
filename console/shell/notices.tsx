import Button from '@cloudscape-design/components/button';
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { onlineManager } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { productNow } from '../api/product-clock.ts';
import { useFormats } from '../parts/formats.ts';
import { useWords } from '../words/words.tsx';
import { useHeld } from './held.tsx';

interface Notice {
  type: FlashbarProps.Type;
  text: string;
  /** A way back, offered for ten seconds. */
  undo?: { text: string; run(): void };
}

const UNDO_MS = 10_000;

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
  const id = crypto.randomUUID();
  change([{ ...notice, id }, ...notices]);
  if (notice.undo !== undefined) setTimeout(() => dismiss(id), UNDO_MS);
}

const dismiss = (id: string): void => change(notices.filter((notice) => notice.id !== id));

const undoButton = (id: string, { text, run }: NonNullable<Notice['undo']>) => (
  <Button
    onClick={() => {
      dismiss(id);
      run();
    }}
  >
    {text}
  </Button>
);

export function Notices() {
  const words = useWords();
  const offline = useOffline();
  const held = useHeld();
  const shown = useSyncExternalStore(subscribe, () => notices);
  const items = shown.map(({ id, type, text, undo }) => ({
    id,
    type,
    content: text,
    action: undo && undoButton(id, undo),
    dismissible: true,
    dismissLabel: words.common.dismiss,
    onDismiss: () => dismiss(id),
  }));
  return <Flashbar items={[...offline, ...held, ...items]} stackItems />;
}

const subscribeOnline = (listener: () => void): (() => void) => onlineManager.subscribe(listener);

/** While the browser has no network: since when the page shows nothing new. Nothing is asked until it has one again. */
function useOffline(): FlashbarProps.MessageDefinition[] {
  const words = useWords();
  const formats = useFormats();
  const isOnline = useSyncExternalStore(subscribeOnline, () => onlineManager.isOnline());
  const [since, setSince] = useState<number | null>(null);
  if (isOnline && since !== null) setSince(null);
  if (!isOnline && since === null) setSince(productNow());
  if (since === null) return [];
  const time = formats.near(new Date(since).toISOString(), productNow());
  return [{ id: 'offline', type: 'warning', content: words.problems.asOf(time) }];
}
