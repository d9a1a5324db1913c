import Button from '@cloudscape-design/components/button';
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { type ReactNode, useSyncExternalStore } from 'react';
import { gate } from '../api/client.ts';
import { lastAnswer, readStaleAgain, useOnline, useStaleness } from '../api/connection.ts';
import { useProblemText } from '../api/problems.ts';
import { productNow } from '../api/product-clock.ts';
import { useNewerVersion } from '../api/version.ts';
import { useFormats } from '../parts/formats.ts';
import { useWords } from '../words/words.tsx';
import { useHeld } from './held.tsx';

interface Notice {
  type: FlashbarProps.Type;
  text: ReactNode;
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
  const outOfDate = useOutOfDate();
  const version = useVersionNotice();
  const signedOut = useSignedOut();
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
  return <Flashbar items={[...signedOut, ...outOfDate, ...version, ...held, ...items]} stackItems />;
}

/** While the sign-in is put off that the page needs. */
function useSignedOut(): FlashbarProps.MessageDefinition[] {
  const { signIn: words } = useWords();
  const state = useSyncExternalStore(gate.subscribe, gate.state);
  if (state !== 'left') return [];
  const action = <Button onClick={gate.ask}>{words.submit}</Button>;
  return [{ id: 'signed-out', type: 'warning', content: words.againBecause, action }];
}

/** Of when the page is while it cannot be brought up to date. Nothing is asked until the browser has a network. */
function useOutOfDate(): FlashbarProps.MessageDefinition[] {
  const { problems: words, common, sentences } = useWords();
  const formats = useFormats();
  const problemText = useProblemText();
  const isOnline = useOnline();
  const staleness = useStaleness();
  if (isOnline && staleness === null) return [];
  const state = words.asOf(formats.near(lastAnswer(), productNow()));
  if (!isOnline) return [{ id: 'offline', type: 'warning', content: sentences(words.offline, state) }];
  const action = <Button onClick={readStaleAgain}>{common.tryAgain}</Button>;
  return staleness === null
    ? []
    : [{ id: 'stale', type: 'error', content: sentences(problemText(staleness), state), action }];
}

/** Once the server has another version than this page. */
function useVersionNotice(): FlashbarProps.MessageDefinition[] {
  const { problems: words } = useWords();
  if (!useNewerVersion()) return [];
  const action = <Button onClick={() => location.reload()}>{words.reload}</Button>;
  return [{ id: 'version', type: 'info', content: words.newer, action }];
}
