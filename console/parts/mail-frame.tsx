import { useCallback, useEffect, useRef, useState } from 'react';

const FRAME = '/console/frame.html';
/** A mail that claims to be higher is cut; in CSS pixels. */
const MAX_HEIGHT = 20_000;
const FIRST_HEIGHT = 400;

interface MailFrameProps {
  title: string;
  html: string;
  dark: boolean;
  /** Whether to load the mail's images, which tells their server that it is looked at. */
  images: boolean;
  /** Of the screen that it is shown on, in CSS pixels; a wider one than there is room for is scaled down. */
  width: number;
  /** A link was clicked, which is not followed. */
  onLink: (href: string) => void;
}

/** What the frame tells. A hostile mail cannot send messages, but nothing here depends on that. */
interface Told {
  ready?: unknown;
  height?: unknown;
  href?: unknown;
}

/** A mail as its reader sees it, in a frame that can neither run scripts of it nor reach the console. */
export function MailFrame({ title, html, dark, images, width, onLink }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [room, roomRef] = useRoom();
  const [isReady, setReady] = useState(false);
  const [height, setHeight] = useState(FIRST_HEIGHT);
  useEffect(() => {
    const hear = ({ source, data }: MessageEvent<Told | null>): void => {
      if (source !== frame.current?.contentWindow) return;
      if (data?.ready === true) setReady(true);
      if (typeof data?.height === 'number') setHeight(Math.min(Math.max(data.height, 0), MAX_HEIGHT));
      if (typeof data?.href === 'string') onLink(data.href);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, [onLink]);
  useEffect(() => {
    // The frame's origin is opaque, so that it cannot be named.
    if (isReady) frame.current?.contentWindow?.postMessage({ html, dark, images }, '*');
  }, [isReady, html, dark, images]);
  const scale = Math.min(1, room / width);
  return (
    <div ref={roomRef} className="mail-view" style={{ blockSize: height * scale }}>
      <iframe
        ref={frame}
        className="mail-frame"
        title={title}
        src={FRAME}
        sandbox="allow-scripts"
        tabIndex={-1}
        style={{ inlineSize: width, blockSize: height, transform: `scale(${scale})` }}
      />
    </div>
  );
}

/** How wide an element is. */
function useRoom(): [room: number, ref: (element: HTMLElement | null) => (() => void) | undefined] {
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [room, ref];
}
