/**
 * The script of the page that shows a mail: without an origin, so without cookies, and under a policy that runs no
 * other script. Gets the mail by message, and tells its height and the links that are clicked.
 */
interface Shown {
  html: string;
  dark: boolean;
  images: boolean;
}

/** What would lead the frame away, ask for scripts, or show another page: mail programs leave it out, too. */
const LEFT_OUT = 'meta[http-equiv], base, script, iframe, object, embed';
const ASKS_MODE = /prefers-color-scheme/;

addEventListener('message', ({ source, data }: MessageEvent<Shown>) => {
  if (source === parent) show(data);
});

document.addEventListener('click', (event) => {
  event.preventDefault();
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (link !== undefined) tell({ href: link.getAttribute('href') ?? '' });
});

function show({ html, dark, images }: Shown): void {
  // A parsed document is without a browsing context: nothing in it runs or loads.
  const mail = new DOMParser().parseFromString(html, 'text/html');
  for (const element of mail.querySelectorAll(LEFT_OUT)) element.remove();
  if (!images) removeImages(mail);
  document.head.replaceChildren(...mail.head.childNodes);
  document.body.replaceWith(document.adoptNode(mail.body));
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  for (const rule of mediaRules()) {
    if (ASKS_MODE.test(rule.media.mediaText)) {
      rule.media.mediaText = /dark/.test(rule.media.mediaText) === dark ? 'all' : 'not all';
    }
  }
  new ResizeObserver(tellHeight).observe(document.body);
}

function removeImages(mail: Document): void {
  for (const element of mail.querySelectorAll('[src], [srcset], [background]')) {
    for (const name of ['src', 'srcset', 'background']) element.removeAttribute(name);
  }
}

/** A mode that the mail asks the browser for is the viewer's choice here, not the browser's. */
function mediaRules(): CSSMediaRule[] {
  return [...document.styleSheets].flatMap(rulesOf).filter((rule) => rule instanceof CSSMediaRule);
}

/** The sheet of another origin tells no rules. */
function rulesOf(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules];
  } catch {
    return [];
  }
}

/** The height of the content: that of the page is never less than the frame's own. */
const tellHeight = (): void =>
  tell({ height: Math.max(document.documentElement.offsetHeight, document.body.scrollHeight) });

/** The page around has an origin, but this one cannot know it. */
const tell = (message: { height: number } | { href: string }): void => parent.postMessage(message, '*');

parent.postMessage({ ready: true }, '*');
