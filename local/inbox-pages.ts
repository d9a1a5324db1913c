import { createHash } from 'node:crypto';
import PostalMime, { type Email } from 'postal-mime';
import { escapeHtml } from '../core/content/liquid.ts';
import type { FrontAnswer, FrontRequest } from './http-front.ts';
import type { InboxEntry, InboxStore } from './inbox-store.ts';

/** Where people read the inbox; programs read `/_local/inbox`. */
const INBOX_PATH = '/inbox';

const MAILS_A_PAGE = 50;
const VIEWS = ['html', 'text', 'source'] as const;
type View = (typeof VIEWS)[number];
const VIEW_NAMES: Record<View, string> = { html: 'HTML', text: 'Text', source: 'Source' };
const ACTS = { open: 'Open', click: 'Click', bounce: 'Bounce', complain: 'Complain' };

const STYLE = `
:root{color-scheme:light dark;--paper:#f4f4f2;--sheet:#fff;--ink:#1d1f21;--soft:#5c6166;--line:#e2e2de;--go:#1f5fbf}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--sheet:#1f2226;--ink:#eceef0;--soft:#a4abb3;--line:#33383e;--go:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{margin:0 0 1rem;font-size:1.4rem;line-height:1.3;overflow-wrap:anywhere}
a{color:var(--go)}
form{display:inline-flex;gap:.5rem;margin:0}
input,button{font:inherit;min-height:40px;padding:.3rem .8rem;border:1px solid var(--soft);border-radius:8px;background:var(--sheet);color:var(--ink)}
input{min-width:0;width:18rem;max-width:60vw}
button{cursor:pointer}
:focus-visible{outline:3px solid var(--go);outline-offset:2px}
.soft{color:var(--soft)}
.bar{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin:0 0 1rem}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:12px;overflow:hidden}
ul.sheet{list-style:none;margin:0;padding:0}
ul.sheet a{display:flex;flex-wrap:wrap;gap:.1rem 1rem;padding:.6rem 1rem;border-bottom:1px solid var(--line);color:inherit;text-decoration:none}
ul.sheet li:last-child a{border-bottom:0}
ul.sheet a:hover .subject{text-decoration:underline}
.to{flex:0 1 16rem;overflow-wrap:anywhere}
.subject{flex:1 1 18rem;font-weight:600;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0 0 1rem;overflow-wrap:anywhere}
dt{color:var(--soft)}
dd{margin:0}
nav{display:flex;gap:1rem}
nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
iframe{display:block;width:100%;height:75vh;border:0;background:#fff}
pre{margin:0;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.5 ui-monospace,Menlo,Consolas,monospace}
`;

/** Nothing but these styles, the mail in its frame, and forms to this product. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A mail runs no script, sends no form, and opens its links in a tab of their own. Its pictures are shown. */
const MAIL_POLICY = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  'img-src data: http: https:',
  'font-src data: http: https:',
  "style-src 'unsafe-inline' http: https:",
  "frame-ancestors 'self'",
].join('; ');

/**
 * The inbox as pages that a person reads: a list, newest first, that can be searched by address, and each mail as HTML,
 * text and source. They need no script. `undefined` for an address that is no page of the inbox.
 */
export async function answerInboxPage(
  { method, url }: FrontRequest,
  store: InboxStore,
): Promise<FrontAnswer | undefined> {
  if (url.pathname !== INBOX_PATH && !url.pathname.startsWith(`${INBOX_PATH}/`)) return undefined;
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: { allow: 'GET, HEAD' } };
  const [id = '', part, ...rest] = url.pathname.slice(INBOX_PATH.length + 1).split('/');
  if (id === '' && part === undefined) return listPage(url.searchParams, store);
  const entry = /^\d{1,15}$/.test(id) ? store.entry(Number(id)) : undefined;
  const raw = entry && (await store.raw(entry.id));
  if (!entry || raw === undefined || rest.length > 0) return missingPage();
  const mail = await PostalMime.parse(raw);
  if (part === undefined) return mailPage(entry, mail, raw, url.searchParams.get('show'));
  if (part === 'html' && mail.html !== undefined) return frameOf(mail.html);
  const file = mail.attachments[Number(/^files-(\d{1,3})$/.exec(part)?.[1] ?? -1)];
  return file === undefined ? missingPage() : download(file);
}

function listPage(query: URLSearchParams, store: InboxStore): FrontAnswer {
  const to = query.get('to')?.trim() ?? '';
  const before = Number(query.get('before') ?? Number.NaN);
  const { total, items, next } = store.latest({
    ...(to === '' ? {} : { to }),
    limit: MAILS_A_PAGE,
    before: Number.isSafeInteger(before) ? before : Number.MAX_SAFE_INTEGER,
  });
  const older = new URLSearchParams({ ...(to === '' ? {} : { to }), before: String(next) });
  return page(
    'Inbox',
    `<h1>Inbox</h1>
<div class="bar"><form method="get"><input type="search" name="to" value="${escapeHtml(to)}" placeholder="address" aria-label="To this address"><button>Search</button></form>
<span class="soft">${total.toLocaleString('en-US')} ${total === 1 ? 'mail' : 'mails'}${to === '' ? '' : ` to ${escapeHtml(to)}`}</span></div>
${items.length === 0 ? `<p>${to === '' ? 'No mail yet.' : `No mail to ${escapeHtml(to)}. The whole address is searched for.`}</p>` : `<ul class="sheet">${items.map(lineOf).join('\n')}</ul>`}
${next === null ? '' : `<p><a href="${INBOX_PATH}?${escapeHtml(older.toString())}">Older mails</a></p>`}`,
  );
}

const lineOf = ({ id, to, subject, clockAt }: InboxEntry): string =>
  `<li><a href="${INBOX_PATH}/${id}"><span class="to">${escapeHtml(to)}</span><span class="subject">${escapeHtml(subject ?? '(no subject)')}</span><time class="soft" datetime="${escapeHtml(clockAt)}">${timeOf(clockAt)}</time></a></li>`;

function mailPage(entry: InboxEntry, mail: Email, raw: Buffer, wanted: string | null): FrontAnswer {
  const has: Record<View, boolean> = { html: mail.html !== undefined, text: mail.text !== undefined, source: true };
  const views = VIEWS.filter((view) => has[view]);
  const shown = views.find((view) => view === wanted) ?? views[0] ?? 'source';
  const subject = entry.subject ?? '(no subject)';
  return page(
    subject,
    `<p><a href="${INBOX_PATH}">Inbox</a></p>
<h1>${escapeHtml(subject)}</h1>
<dl><dt>From</dt><dd>${escapeHtml(entry.from ?? '')}</dd><dt>To</dt><dd>${escapeHtml(entry.to)}</dd>
<dt>Sent</dt><dd>${timeOf(entry.clockAt)}, by the product's clock; it arrived at ${timeOf(entry.receivedAt)} in real time</dd>
${mail.attachments.length === 0 ? '' : `<dt>Files</dt><dd>${mail.attachments.map((file, i) => `<a href="${INBOX_PATH}/${entry.id}/files-${i}">${escapeHtml(file.filename ?? `file ${i + 1}`)}</a>`).join(', ')}</dd>`}</dl>
${entry.mailId === null ? '' : actsOf(entry)}
<div class="bar"><nav aria-label="Views">${views.map((view) => `<a href="?show=${view}"${view === shown ? ' aria-current="page"' : ''}>${VIEW_NAMES[view]}</a>`).join('')}</nav></div>
<div class="sheet">${contentOf(shown, entry, mail, raw)}</div>`,
  );
}

/** What a reader or a mail server does with a mail, as buttons; the page stays as it is. */
const actsOf = ({ id }: InboxEntry): string =>
  `<div class="bar"><span class="soft">As its reader:</span>${Object.entries(ACTS)
    .map(([act, name]) => `<form method="post" action="/_local/inbox/${id}/${act}"><button>${name}</button></form>`)
    .join('')}</div>`;

function contentOf(view: View, { id, to }: InboxEntry, mail: Email, raw: Buffer): string {
  if (view === 'html') {
    return `<iframe src="${INBOX_PATH}/${id}/html" title="The mail to ${escapeHtml(to)}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;
  }
  return `<pre>${escapeHtml(view === 'text' ? (mail.text ?? '') : raw.toString('utf8'))}</pre>`;
}

const frameOf = (html: string): FrontAnswer => ({
  status: 200,
  headers: { ...HEADERS, 'content-security-policy': MAIL_POLICY },
  body: `<base target="_blank">${html}`,
});

/** A file is always saved, never shown: whoever wrote it must not act in the name of this product. */
function download({ filename, content }: Email['attachments'][number]): FrontAnswer {
  const name = encodeURIComponent(filename ?? 'file').replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return {
    status: 200,
    headers: {
      ...HEADERS,
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
    },
    body: typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer),
  };
}

const missingPage = (): FrontAnswer => ({
  ...page('No such mail', `<h1>No such mail</h1><p><a href="${INBOX_PATH}">Inbox</a></p>`),
  status: 404,
});

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const page = (title: string, body: string): FrontAnswer => ({
  status: 200,
  headers: { ...HEADERS, 'content-security-policy': POLICY },
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · mailramp inbox</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`,
});

/** `2027-01-05 09:00:07 UTC`. */
const timeOf = (at: string): string => escapeHtml(`${at.slice(0, 19).replace('T', ' ')} UTC`);
