import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { compileContent } from '../../../core/content/compile-content.ts';
import { staticCheck, UNSURE } from '../../../core/content/static-check.ts';

const sourceOf = (html: string) => ({ subject: 'Hello {{ name }}', html, text: null });

const TEMPLATES = [
  '{{ city }}',
  '{{ order.total }} {{ city | upcase }}',
  '{{ nickname | default: "you" }}',
  '{% if vip %}{{ discount }}{% else %}{{ city }}{% endif %}',
  '{% if nickname %}{{ nickname }}{% endif %} {% unless vip == "yes" %}{{ order.total }}{% endunless %}',
  '{% case vip %}{% when "yes" %}{{ discount }}{% when "no" %}{{ city }}{% endcase %}',
  '{% if order.total %}{{ order.code }}{% endif %}{{ order.state }}',
  '{% if statut-client == "vip" %}{{ code }}{% endif %}x',
  '{% if catégorie == "vip" %}{{ code }}{% endif %}x',
  '{% if ["First Name"] == "Ann" %}{{ code }}{% endif %}x',
  '{% if discount == "50%" and vip == "yes" %}{{ code }}{% endif %}x',
  '{% unless "%" == statut-client %}{{ code }}{% endunless %}{% echo city %}{% liquid echo nickname %}',
];

const someData = fc.record(
  {
    name: fc.constantFrom('Ann', 'Bob'),
    city: fc.constantFrom('Rome', '', null),
    nickname: fc.constantFrom('', 'A'),
    vip: fc.constantFrom('yes', 'no', true, null),
    discount: fc.constantFrom('10 %', '50%'),
    code: fc.constantFrom('A1', null),
    'statut-client': fc.constantFrom('vip', 'new', '%'),
    catégorie: fc.constantFrom('vip', 'new'),
    'First Name': fc.constantFrom('Ann', 'Bob'),
    order: fc.constantFrom(null, 'x', {}, { total: 3 }, { total: null, code: 'c' }, [1]),
  },
  { requiredKeys: [] },
);

/** Fails when the check and the rendering of a member differ: who lacks nothing is mailed, who is alike fares alike. */
function agreement(html: string): (data: Record<string, unknown>) => void {
  const source = sourceOf(html);
  const check = staticCheck(source);
  const content = {
    ...source,
    from: 'a@x.test',
    replyTo: null,
    templateData: {},
    unsubscribe: true,
    attachments: [],
  };
  const render = compileContent(content, [], htmlToText);
  const byShape = new Map<string, string>();
  return (data) => {
    const rendering = render({ email: 'r@y.test', data }, { mailId: '1', unsubscribeUrl: 'https://x.test', now: 0 });
    const result = rendering.ok ? 'ok' : `${rendering.reason} ${rendering.detail}`;
    const shape = check?.shapeOf({ ...data, email: 'r@y.test', unsubscribeUrl: 'https://x.test' }) ?? null;
    if (check === null || shape === UNSURE) return;
    if (shape === null) return expect(result).toBe('ok');
    expect(result).toBe(byShape.get(shape) ?? result);
    byShape.set(shape, result);
  };
}

describe('staticCheck', () => {
  it.each(TEMPLATES)('agrees with rendering about who lacks a variable of %s', (html) => {
    expect(staticCheck(sourceOf(html))).not.toBeNull();
    fc.assert(fc.property(someData, agreement(html)), { numRuns: 1_000 });
  });

  it('agrees with rendering, whatever the template', () => {
    const name = fc.constantFrom(
      ...['name', 'city', 'order.total', 'order.code', 'order', 'vip', 'code', 'statut-client', 'catégorie'],
      ...['["First Name"]', 'order["total"]', 'nickname', 'size', 'email', 'order.size', 'order[city]'],
    );
    const filter = fc.constantFrom(
      '',
      '',
      ' | upcase',
      ' | default: city',
      ' | date: "%F"',
      ' | base64_decode',
      ' | append: code',
    );
    const value = fc.tuple(name, filter).map((parts) => parts.join(''));
    const literal = fc.constantFrom('"vip"', '"50%"', '"yes"', 'nil', 'blank', 'true', '3', '"{{"');
    const test = fc.oneof(
      fc
        .tuple(name, fc.constantFrom('==', '!=', 'contains', '<'), fc.oneof(name, literal))
        .map((parts) => parts.join(' ')),
      name,
    );
    const condition = fc.array(test, { minLength: 1, maxLength: 2 }).map((tests) => tests.join(' and '));
    const { piece } = fc.letrec((tie) => ({
      piece: fc.oneof(
        { maxDepth: 3 },
        value.map((each) => `{{ ${each} }}`),
        fc.constantFrom('text', '{% comment %}{{ x }}{% endcomment %}', '{% raw %}{{ x }}{% endraw %}'),
        fc
          .tuple(condition, tie('piece'), tie('piece'))
          .map(([c, a, b]) => `{% if ${c} %}${a}{% else %}${b}{% endif %}`),
        fc.tuple(condition, tie('piece')).map(([c, a]) => `{% unless ${c} %}${a}{% endunless %}`),
        fc.tuple(name, literal, tie('piece')).map(([n, l, a]) => `{% case ${n} %}{% when ${l} %}${a}{% endcase %}`),
        fc.tuple(value, tie('piece')).map(([v, a]) => `{%- if ${v} -%}${a}{% endif %}`),
      ),
    }));
    const template = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(' '));
    fc.assert(
      fc.property(template, fc.array(someData, { minLength: 30, maxLength: 30 }), (html, members) => {
        members.forEach(agreement(html));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    '{% for each in orders %}{{ each.total }}{% endfor %}',
    '{% assign x = name %}{{ x.y }}',
    '{% capture x %}{{ name }}{% endcapture %}{{ x }}',
    '{{ order[name] }}',
    '{{ orders.size }}',
    '{{ name | base64_decode }}',
    '{{ name | date: format }}',
  ])('leaves %s to rendering', (html) => {
    expect(staticCheck(sourceOf(html))).toBeNull();
  });

  it.each([
    ['a subject that may be too long', 'x', { name: 'x'.repeat(995) }],
    ['a mail that may be too long', '{{ city }}', { name: 'Ann', city: 'x'.repeat(200_000) }],
  ])('leaves %s to rendering', (_, html, data) => {
    expect(staticCheck(sourceOf(html))?.shapeOf(data)).toBe(UNSURE);
  });

  it('weighs by what is written, as often as it is', () => {
    const check = staticCheck(sourceOf('{{ name }} {{ name }} {{ city }}'));
    const weigh = (name: string, city: string, unused = '') => check?.weightOf({ name, city, unused }) ?? 0;
    expect(weigh('abc', '')).toBeGreaterThan(weigh('', 'abc'));
    expect(weigh('é', '')).toBeGreaterThan(weigh('ab', ''));
    expect(weigh('a', 'b', 'x'.repeat(500))).toBe(weigh('a', 'b'));
  });
});
