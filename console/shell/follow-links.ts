const BASE = '/console/';

/** A click that a browser would follow in the same tab. */
const isPlain = ({ defaultPrevented, button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  !defaultPrevented && button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;

/**
 * Makes plain clicks on links of the console navigations of its router. All links are real, so that they open in other
 * tabs, too. `go` gets path, search and fragment. Answers how to stop.
 */
export function followLinks(go: (href: string) => void): () => void {
  const follow = (event: MouseEvent): void => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (link === undefined || !isPlain(event) || !['', '_self'].includes(link.target)) return;
    if (link.origin !== location.origin || !link.pathname.startsWith(BASE)) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  };
  document.addEventListener('click', follow, { capture: true });
  return () => document.removeEventListener('click', follow, { capture: true });
}
