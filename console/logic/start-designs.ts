import type { Words } from '../words/en.ts';
import { literal } from './liquid-text.ts';

export const STARTS = ['letter', 'newsletter', 'announcement', 'blank', 'html'] as const;
export type Start = (typeof STARTS)[number];

const FONTS: Record<string, string> = {
  ja: "'Hiragino Sans', 'Yu Gothic', Meiryo, 'Noto Sans JP', sans-serif",
  zh: "'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif",
  en: "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
};

/** What a new template begins with: `language` is that of the words. */
export function startDesign(start: Start, { designs, templates }: Words, language: string) {
  const { name } = templates.starts[start];
  if (start === 'html') return { name: '', subject: '', html: '', text: '' };
  const html = page({ language, title: designs.subject, content: CONTENTS[start](designs), designs });
  return { name: start === 'blank' ? '' : name, subject: designs.subject, html, text: '' };
}

type Designs = Words['designs'];

const greeting = ({ hello, reader }: Designs): string => hello(`{{ name | default: ${literal(reader)} }}`);
const paragraph = (text: string): string => `            <p style="margin:0 0 16px">${text}</p>`;
const heading = (level: 1 | 2, text: string): string =>
  `            <h${level} style="margin:0 0 12px;font-size:${level === 1 ? 26 : 18}px;line-height:1.3">${text}</h${level}>`;
const link = (text: string): string => `<a href="https://example.com/" style="color:#0b57d0">${text}</a>`;

const CONTENTS: Record<Exclude<Start, 'html'>, (designs: Designs) => string[]> = {
  letter: (designs) => [
    paragraph(greeting(designs)),
    paragraph(designs.letter.first),
    paragraph(designs.letter.second),
    paragraph(`${designs.letter.bye}<br>${designs.letter.from}`),
  ],
  newsletter: ({ newsletter, newsletter: { items } }) => [
    heading(1, newsletter.title),
    paragraph(newsletter.intro),
    ...[items.first, items.second, items.third].flatMap((item) => [
      heading(2, item),
      paragraph(`${newsletter.item} ${link(newsletter.more)}`),
    ]),
  ],
  announcement: ({ announcement }) => [
    heading(1, announcement.title),
    paragraph(announcement.text),
    button(announcement.button),
  ],
  blank: (designs) => [paragraph(designs.blank)],
};

/** A cell with a background: Outlook gives none to a link. */
const button = (
  text: string,
): string => `            <table role="presentation" cellpadding="0" cellspacing="0" border="0">
              <tr>
                <td style="background:#0b57d0;border-radius:6px;padding:12px 24px">
                  <a href="https://example.com/" style="color:#ffffff;text-decoration:none;font-weight:bold">${text}</a>
                </td>
              </tr>
            </table>`;

interface Page {
  language: string;
  title: string;
  content: string[];
  designs: Designs;
}

/** A table of 600 pixels, which Outlook keeps, and which is as narrow as a phone elsewhere. */
const page = ({ language, title, content, designs }: Page): string => `<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <style>
    @media (prefers-color-scheme: dark) {
      .page { background: #16191f !important; }
      .mail { background: #232b37 !important; color: #e9ebed !important; }
      .mail a { color: #a8c7fa !important; }
      .foot, .foot a { color: #b6bec9 !important; }
    }
  </style>
</head>
<body class="page" style="margin:0;background:#f2f3f3">
  <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
    <tr>
      <td align="center" style="padding:24px 12px">
        <table role="presentation" class="mail" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;background:#ffffff;color:#16191f;font-family:${FONTS[language] ?? FONTS.en};font-size:16px;line-height:1.6">
          <tr>
            <td style="padding:32px 28px 16px">
${content.join('\n')}
            </td>
          </tr>
          <tr>
            <td class="foot" style="padding:16px 28px 28px;font-size:13px;color:#5f6b7a">
              ${designs.why} <a href="{{ unsubscribeUrl }}" style="color:#5f6b7a">${designs.unsubscribe}</a>
            </td>
          </tr>
        </table>
      </td>
    </tr>
  </table>
</body>
</html>
`;
