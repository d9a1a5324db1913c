import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { escapeText } from '../../core/content/escape-text.ts';
import type { Language } from './words.ts';

/** The contents of a page. Every text is plain: it is escaped here. */
export interface PageContent {
  title: string;
  paragraphs: string[];
  /** A button that posts `action` to the page's own address. */
  form: { action: 'unsubscribe' | 'undo'; button: string; question: string | null } | null;
}

/** The values of `{domain}` and `{address}`. */
export type Values = Record<'domain' | 'address', string>;

const STYLE = `
:root{color-scheme:light dark;--paper:#f4f4f2;--sheet:#fff;--ink:#1d1f21;--soft:#5c6166;--line:#e2e2de;--go:#1f5fbf;--on:#fff}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--sheet:#1f2226;--ink:#eceef0;--soft:#a4abb3;--line:#33383e;--go:#8ab4f8;--on:#10151c}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;align-items:center;justify-content:center;padding:24px 16px;background:var(--paper);color:var(--ink);font:17px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK JP",sans-serif;-webkit-text-size-adjust:100%}
main{width:100%;max-width:34rem;padding:2.25rem 2rem;background:var(--sheet);border:1px solid var(--line);border-radius:14px;overflow-wrap:anywhere}
h1{margin:0 0 .75rem;font-size:1.55rem;line-height:1.3;font-weight:650;text-wrap:balance}
p{margin:0 0 .75rem}
.soft{color:var(--soft);font-size:.95rem}
form{margin:1.5rem 0 0}
button{appearance:none;width:100%;min-height:48px;padding:.7rem 1.4rem;border:2px solid var(--go);border-radius:10px;background:var(--go);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
button.quiet{background:transparent;color:var(--go)}
button:focus-visible{outline:3px solid var(--go);outline-offset:3px}
@media (min-width:30rem){button{width:auto}}
bdi{display:inline-block;max-width:100%}
:lang(ja),:lang(zh),:lang(ko){line-break:strict}
:lang(ja){word-break:auto-phrase}
:lang(ko){word-break:keep-all}
`;

/** Nothing but these styles and this form: no script, no picture, no frame around it. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'cache-control': 'no-store',
  vary: 'accept-language',
};

/** A page in one language. It needs no script and loads nothing. */
export const pageResponse = (
  status: number,
  language: Language,
  content: PageContent,
  values: Values,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { ...HEADERS, 'content-language': language },
  body: html(language, content, values),
});

const html = (language: Language, { title, paragraphs, form }: PageContent, values: Values): string =>
  `<!doctype html>
<html lang="${language}"${language === 'ar' ? ' dir="rtl"' : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
${paragraphs.map((text, i) => `<p${i === 0 ? '' : ' class="soft"'}>${fill(text, values)}</p>`).join('\n')}
${form === null ? '' : formHtml(form)}
</main>
</body>
</html>
`;

const formHtml = ({ action, button, question }: NonNullable<PageContent['form']>): string =>
  `<form method="post">
${question === null ? '' : `<p class="soft">${escapeText(question)}</p>\n`}<input type="hidden" name="action" value="${action}">
<button type="submit"${action === 'undo' ? ' class="quiet"' : ''}>${escapeText(button)}</button>
</form>`;

/** Addresses and domains are written from left to right in every language. */
const fill = (text: string, values: Values): string =>
  escapeText(text).replace(
    /\{(domain|address)\}/g,
    (_, name: keyof Values) => `<bdi>${escapeText(values[name])}</bdi>`,
  );
