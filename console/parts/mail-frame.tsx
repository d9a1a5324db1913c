import { useEffect, useRef, useState } from 'react';

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
export function MailFrame({ title, html, dark, images, onLink }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
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
  return (
    <iframe ref={frame} className="mail-frame" title={title} src={FRAME} sandbox="allow-scripts" height={height} />
  );
}
