import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { compileContent } from '../../../core/content/compile-content.ts';
import { plainLiquid } from '../../../core/content/liquid.ts';
import { parseTemplate } from '../../../core/content/template-variables.ts';
import { wholeText } from '../../../core/mail/filled-text.ts';

const page = readFileSync(join(__dirname, '../../../docs/templates.md'), 'utf8');
const data = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '');
const EXTRA = { mailId: '17', unsubscribeUrl: 'https://m.example.com/u/abc', now: Date.UTC(2027, 0, 5, 9) };

/** The rows of all tables with these two columns, without their code font. */
function rowsOf(left: string, right: string): [string, string][] {
  const tables = page.split(`| ${left} | ${right} |\n| --- | --- |\n`).slice(1);
  return tables.flatMap((table) =>
    [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `(.*)` \| `(.*)` \|$/gm)].map(
      ([, a = '', b = '']): [string, string] => [a.replaceAll('\\|', '|'), b.replaceAll('⏎', '\n')],
    ),
  );
}

/** A mail of the page's reader. */
function mailOf(part: 'html' | 'text', template: string) {
  const content = { html: null, text: null, [part]: template };
  const fixed = { from: 'n@x.test', replyTo: null, subject: '-', templateData: {}, unsubscribe: true, attachments: [] };
  const rendered = compileContent({ ...fixed, ...content }, [], htmlToText)({ email: 'ann@example.com', data }, EXTRA);
  if (!rendered.ok) throw new Error(`${template}: ${rendered.detail}`);
  return rendered.mail;
}

const faultOf = (source: string): string => {
  const parsed = parseTemplate({ subject: null, html: source, text: null });
  return parsed.ok ? 'none' : (parsed.errors[0]?.message ?? '');
};

/** Names in code font in the paragraph that begins so. */
const namesAfter = (beginning: string, source = page): string[] => {
  const paragraph =
    source
      .slice(source.indexOf(beginning) + beginning.length)
      .trimStart()
      .split('\n\n')[0] ?? '';
  return [...paragraph.matchAll(/`([\w#]+)`/g)].map(([, name = '']) => name).sort();
};

describe('the page about templates', () => {
  it.each(rowsOf('in the template', 'in the mail'))('%s is written as it says', (template, expected) => {
    expect(faultOf(template)).toBe('none');
    expect(wholeText(mailOf('text', template).text)).toBe(expected);
  });

  it.each(rowsOf('in the HTML', 'in the mail'))('%s is escaped as it says', (template, expected) => {
    expect(wholeText(mailOf('html', template).html)).toBe(expected);
  });

  it.each(rowsOf('in the HTML', 'in the text'))('%s makes the text that it says', (template, expected) => {
    expect(wholeText(mailOf('html', template).text)).toBe(expected);
  });

  it.each(rowsOf('refused', 'because'))('%s is refused as it says', (template, expected) => {
    expect(faultOf(template)).toContain(expected);
  });

  it.each(rowsOf('warned about', 'because'))('%s is warned about as it says', (template, expected) => {
    const parsed = parseTemplate({ subject: null, html: null, text: template });
    expect(JSON.stringify(parsed)).toContain(expected);
  });

  it('names all tags and filters that there are', () => {
    expect(namesAfter('The tags are:')).toEqual(Object.keys(plainLiquid.tags).sort());
    expect(
      namesAfter(
        "All filters, most of which are described in [Liquid's documentation](https://liquidjs.com/filters/overview.html):",
      ),
    ).toEqual(Object.keys(plainLiquid.filters).sort());
  });

  it('has examples', () => {
    expect(rowsOf('in the template', 'in the mail').length).toBeGreaterThan(20);
  });
});
