import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { type Content, compileContent } from '../../../core/content/compile-content.ts';
import { textLiquid } from '../../../core/content/liquid.ts';
import { textTemplateOf, tidyText } from '../../../core/content/text-from-html.ts';
import { wholeText } from '../../../core/mail/filled-text.ts';

const NOW = Date.UTC(2027, 0, 5, 9);
const EXTRA = { mailId: '17-0kq2b1x3a-3-49', unsubscribeUrl: 'https://m.example.com/u/abc', now: NOW };

const textOf = (html: string, data: Record<string, unknown> = {}): string | null => {
  const content: Content = {
    from: 'news@example.com',
    replyTo: null,
    subject: 'Hello',
    html,
    text: null,
    templateData: {},
    unsubscribe: true,
    attachments: [],
  };
  const rendering = compileContent(content, [], htmlToText)({ email: 'ann@example.com', data }, EXTRA);
  if (!rendering.ok) throw new Error(`${rendering.reason}: ${rendering.detail}`);
  return wholeText(rendering.mail.text);
};

describe('the text of a mail whose template has HTML only', () => {
  it('reads as the HTML does', () => {
    const html = `<html><head><title>No</title><style>p{color:red}</style></head><body>
      <div style="display:none">Preheader</div><h1>Hi {{ name }}</h1>
      <p>One &amp; two,<br>three.</p><img src="x.png" alt="A cup"><ul><li>a</li><li>b</li></ul>
      <p><a href="{{ unsubscribeUrl }}">No more</a> <a href="https://x.test">https://x.test</a></p></body></html>`;
    expect(textOf(html, { name: 'Ann' })).toBe(
      'Hi Ann\n\nOne & two,\nthree.\n\nA cup\n * a\n * b\n\nNo more <https://m.example.com/u/abc> https://x.test',
    );
  });

  it.each([
    [
      'a table',
      '<table><tr><th>Item</th><th>Qty</th></tr><tr><td>Widget</td><td>2</td></tr><tr><td>Gadget</td><td>10</td></tr></table>',
      'Item Qty\nWidget 2\nGadget 10',
    ],
    ['columns', '<table><tr><td>Left column</td><td>Right column</td></tr></table>', 'Left column Right column'],
    ['terms', '<dl><dt>Term</dt><dd>Meaning</dd><dt>Word</dt><dd>Sense</dd></dl>', 'Term\nMeaning\nWord\nSense'],
    [
      'a layout of tables',
      `<table><tr><td>&nbsp;</td></tr><tr><td><table><tr><td><h1>News</h1><p>One.</p><p>Two.</p></td></tr></table></td></tr>
        <tr><td>&nbsp;</td></tr><tr><td><a href="https://x.test">Shop</a></td><td><img src="a.png" alt="A cup"></td></tr></table>`,
      'News\n\nOne.\n\nTwo.\n\nShop <https://x.test> A cup',
    ],
    ['a caption', '<table><caption>Prices</caption><tr><td>Cup</td><td>2</td></tr></table>end', 'Prices\nCup 2\n\nend'],
  ])('keeps apart what is apart on the screen: %s', (_, html, expected) => {
    expect(textOf(html)).toBe(expected);
  });

  it.each([
    '<div style="display:none">Preview</div>',
    '<DIV STYLE="Display : NONE">Preview</DIV>',
    "<span style='color: red; display:\n  none !important'>Preview</span>",
    '<div style="max-height: 0px; overflow: hidden">Preview</div>',
    '<p style="visibility: hidden">Preview</p>',
    '<p hidden>Preview</p>',
  ])('leaves out what is hidden: %s', (html) => {
    expect(textOf(`${html}<p style="font-size:0.9em">My style="A B" text</p>`)).toBe('My style="A B" text');
  });

  it('has values as they are, however the HTML escapes them', () => {
    const html = '<p>{{ x }}</p><p>{{ x | escape }}</p><p>{{ x | upcase }}</p><p>{{ y | newline_to_br }}</p>';
    expect(textOf(html, { x: `<b>"A" & 'b'</b>`, y: 'one\ntwo' })).toBe(
      `<b>"A" & 'b'</b>\n\n<b>"A" & 'b'</b>\n\n<B>"A" & 'B'</B>\n\none\ntwo`,
    );
  });

  it('keeps conditions and loops, and leaves no hole where they say nothing', () => {
    const html = `<p>a</p>{%- if vip -%}<p>vip</p>{% endif %}{% for i in items %}<p>{{ i.n }}</p>{% endfor %}<p>z</p>`;
    expect(textOf(html, { vip: false, items: [] })).toBe('a\n\nz');
    expect(textOf(html, { vip: true, items: [{ n: 1 }, { n: 2 }] })).toBe('a\n\nvip\n\n1\n\n2\n\nz');
  });

  it.each([
    ['HTML as a value', '<p>{{ x | raw }}</p>', 'bold & more'],
    [
      'an assign in front of the body',
      '{% assign y = "bold" %}<html><body><p>{{ y }} & more</p></body></html>',
      'bold & more',
    ],
    ['a condition in a style sheet', '<style>{% if x %}p{}{% endif %}</style><p>bold &amp; more</p>', 'bold & more'],
    [
      'a condition about what is hidden',
      '<p style="{% unless x %}display:none{% endunless %}">bold</p><p>more</p>',
      'bold\n\nmore',
    ],
    ['braces that are meant', '<p>&#123;&#123; x }} more</p>', '{{ x }} more'],
    ['raw blocks', '<p>{% raw %}{{ x }}{% endraw %} more</p>', '{{ x }} more'],
    ['a comment around markup', '{% comment %}<!--{% endcomment %}<p>more</p>', 'more'],
  ])('is read from the rendered HTML where the template has %s', (_, html, expected) => {
    expect(textTemplateOf(html, htmlToText)).toBeNull();
    expect(textOf(html, { x: '<b>bold</b> &amp; more' })).toBe(expected);
  });

  it('reads quotes, comparisons and blanks in Liquid as Liquid', () => {
    const html = `<a href="{{ u | append: "?a=1&b=<2>" }}">Go</a> {% if n > 1 and n < 9 %}few{% endif %}`;
    expect(textTemplateOf(html, htmlToText)).not.toBeNull();
    expect(textOf(html, { u: 'https://x.test/', n: 3 })).toBe('Go <https://x.test/?a=1&b=<2>> few');
  });

  it('has a line for each row of a loop, and none for the loop', () => {
    const html =
      '<table><tr><td>Item</td></tr>{% for i in list %}<tr><td>{{ i }}</td></tr>{% endfor %}{% if x %}<tr><td>x</td></tr>{% endif %}</table><p>end</p>';
    expect(textTemplateOf(html, htmlToText)).not.toBeNull();
    expect(textOf(html, { list: ['a', 'b'], x: true })).toBe('Item\na\nb\nx\n\nend');
    expect(textOf(html, { list: [], x: false })).toBe('Item\n\nend');
  });

  it('survives markup that nests without end', () => {
    expect(textOf(`${'<div>'.repeat(9_000)}deep`)).toBe('...');
    expect(() => textOf(`${'<div>'.repeat(20_000)}deep`)).toThrow('give the template a text part');
  });

  it('of the sample campaign is made once, not for each mail', () => {
    const html = readFileSync(join(__dirname, '../../../examples/autumn-letter/template.html.liquid'), 'utf8');
    expect(textTemplateOf(html, htmlToText)).not.toBeNull();
  });

  it('says the same, made once or read from each mail', () => {
    const word = fc.constantFrom('tea', 'cup & pot', 'Ünïcode', '5 < 6', '"quoted"');
    const slot = fc.constantFrom(
      '{{ a }}',
      '{{ b.c }}',
      '{{ a | upcase }}',
      '{{ a | escape }}',
      '{{ "now" | date: "%Y" }}',
    );
    const escaped = word.map((text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
    const inline = fc.oneof(
      escaped,
      slot,
      slot.map((text) => `<b>${text}</b>`),
      slot.map((text) => `{% if flag %}${text}{% else %}none{% endif %}`),
      slot.map((text) => `<a href="https://x.test/${text}">link</a>`),
    );
    const block = fc.oneof(
      fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => `<p>${parts.join(' ')}</p>`),
      inline.map((text) => `<h2>${text}</h2>`),
      inline.map((text) => `<table><tr><td>${text}</td></tr></table>`),
      inline.map((text) => `{% for item in list %}<p>{{ item }} ${text}</p>{% endfor %}`),
      inline.map((text) => `{%- if flag -%}<div>${text}</div>{%- endif -%}`),
    );
    const template = fc
      .array(block, { maxLength: 6 })
      .map((blocks) => `<html><body>${blocks.join('\n')}</body></html>`);
    const data = fc.record({
      a: word,
      b: fc.record({ c: word }),
      flag: fc.boolean(),
      list: fc.array(word, { maxLength: 3 }),
    });
    const squeezed = (text: string | null) => (text ?? '').replace(/\s+/g, ' ');
    fc.assert(
      fc.property(template, data, (html, values) => {
        expect(textTemplateOf(html, htmlToText)).not.toBeNull();
        const once = textOf(html, values);
        // A value that is HTML by itself makes the same template one that is read mail by mail.
        const each = textOf(`${html}{{ '' | raw }}`, values);
        expect(squeezed(once)).toBe(squeezed(each));
      }),
      { numRuns: 500 },
    );
  });
});

describe('tidyText', () => {
  it('leaves at most one line empty, and no blanks at the ends of lines', () => {
    expect(tidyText('\n a  \n\n \n\t\nb\n')).toBe('a\n\nb');
  });

  it('is tidied as a whole, whether or not that needs a look at the values', () => {
    const unit = fc.constantFrom('{{ a }}', '{{ b }}', '<p>', '<br>', '\u00a0', ' ', '\n', '.', 'tea');
    const value = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\u2028', 'x', 'é'), maxLength: 4 });

    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), value, value, (html, a, b) => {
        const template = textTemplateOf(html, htmlToText) ?? '';
        const data = { a, b, email: 'ann@example.com', unsubscribeUrl: EXTRA.unsubscribeUrl };
        expect(textOf(html, data)).toBe(tidyText(String(textLiquid.parseAndRenderSync(template, data))));
      }),
      { numRuns: 2_000 },
    );
  });
});
