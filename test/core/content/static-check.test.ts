import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { compileContent } from '../../../core/content/compile-content.ts';
import { staticCheck } from '../../../core/content/static-check.ts';

const sourceOf = (html: string) => ({ subject: 'Hello {{ name }}', html, text: null });

const TEMPLATES = [
  '{{ city }}',
  '{{ order.total }} {{ city | upcase }}',
  '{{ nickname | default: "you" }}',
  '{% if vip %}{{ discount }}{% else %}{{ city }}{% endif %}',
  '{% if nickname %}{{ nickname }}{% endif %} {% unless vip == "yes" %}{{ order.total }}{% endunless %}',
  '{% case vip %}{% when "yes" %}{{ discount }}{% when "no" %}{{ city }}{% endcase %}',
  '{% if order.total %}{{ order.code }}{% endif %}{{ order.state }}',
];

const someData = fc.record(
  {
    name: fc.constantFrom('Ann', 'Bob'),
    city: fc.constantFrom('Rome', '', null),
    nickname: fc.constantFrom('', 'A'),
    vip: fc.constantFrom('yes', 'no', true, null),
    discount: fc.constant('10 %'),
    order: fc.constantFrom(null, 'x', {}, { total: 3 }, { total: null, code: 'c' }, [1]),
  },
  { requiredKeys: [] },
);

describe('staticCheck', () => {
  it.each(TEMPLATES)('agrees with rendering about who lacks a variable of %s', (html) => {
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
    const outcome = (data: Record<string, unknown>): string => {
      const rendered = render({ email: 'r@y.test', data }, { mailId: '1', unsubscribeUrl: 'https://x.test', now: 0 });
      return rendered.ok ? 'ok' : `${rendered.reason} ${rendered.detail}`;
    };
    const byShape = new Map<string, string>();
    fc.assert(
      fc.property(someData, (data) => {
        const shape = check?.shapeOf({ ...data, email: 'r@y.test', unsubscribeUrl: 'https://x.test' });
        // Who lacks nothing can be rendered, and who is alike is rendered alike.
        const result = outcome(data);
        if (shape === null || shape === undefined) return expect(result).toBe('ok');
        expect(result).toBe(byShape.get(shape) ?? result);
        byShape.set(shape, result);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    '{% for each in orders %}{{ each.total }}{% endfor %}',
    '{% assign x = name %}{{ x.y }}',
    '{% capture x %}{{ name }}{% endcapture %}{{ x }}',
    '{{ order[name] }}',
    '{{ orders.size }}',
  ])('leaves %s to rendering', (html) => {
    expect(staticCheck(sourceOf(html))).toBeNull();
  });

  it('weighs by what is written, as often as it is', () => {
    const check = staticCheck(sourceOf('{{ name }} {{ name }} {{ city }}'));
    const weigh = (name: string, city: string, unused = '') => check?.weightOf({ name, city, unused }) ?? 0;
    expect(weigh('abc', '')).toBeGreaterThan(weigh('', 'abc'));
    expect(weigh('é', '')).toBeGreaterThan(weigh('ab', ''));
    expect(weigh('a', 'b', 'x'.repeat(500))).toBe(weigh('a', 'b'));
  });
});
