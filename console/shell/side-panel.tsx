import SplitPanel from '@cloudscape-design/components/split-panel';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';

interface Shown {
  header: string;
  onClose: () => void;
}

interface Side {
  /** Where the page's content goes; null until the panel is there. */
  target: HTMLElement | null;
  show: (shown: Shown | null) => void;
}

const SideContext = createContext<Side>({ target: null, show: () => undefined });

/** The panel beside the page, which the shell lays out: below it on phones. */
export function useSidePanel() {
  const [shown, show] = useState<Shown | null>(null);
  const [target, setTarget] = useState<HTMLElement | null>(null);
  const side = useMemo(() => ({ target, show }), [target]);
  const panel = shown && (
    <SplitPanel header={shown.header}>
      <div ref={setTarget} />
    </SplitPanel>
  );
  return { side, panel, close: () => shown?.onClose() };
}

/** Within it, pages may show a `SidePanel`. */
export const SideProvider = SideContext;

/** Shows its children beside the page for as long as it is rendered. `onClose`: the user closed it. */
export function SidePanel({ header, onClose, children }: Shown & { children: ReactNode }) {
  const { target, show } = use(SideContext);
  useEffect(() => {
    show({ header, onClose });
  }, [show, header, onClose]);
  useEffect(() => () => show(null), [show]);
  return target && createPortal(children, target);
}
