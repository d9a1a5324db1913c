import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeHtml, htmlLiquid, plainLiquid } from '../../../core/content/liquid.ts';
import { plainTemplate } from '../../../core/content/plain-template.ts';

const compile = (source: string) => {
  const write = plainTemplate(htmlLiquid.parse(source), escapeHtml);
  return write && ((variables: Record<string, unknown>) => write(variables)?.toString() ?? null);
};

describe('plainTemplate', () => {
  it('writes text and plain variables', () => {
    expect(
      compile('<p>{{ name }}, {{order.total}} {{- name -}} !</p>')?.({ name: 'A&B', order: { total: 12.5 } }),
    ).toBe('<p>A&amp;B, 12.5A&amp;B!</p>');
  });

  it('reads names as Liquid does', () => {
    const write = compile('{{ first-name }} {{ ["Last Name"] }} {{ prénom }}');
    expect(write?.({ 'first-name': 'Ann', 'Last Name': 'Lee', prénom: 'Anne' })).toBe('Ann Lee Anne');
  });

  it.each([
    '{% if name %}x{% endif %}',
    '{{ name | upcase }}',
    '{{ name | raw }}',
    '{{ names[0] }}',
    '{{ "x" }}',
    '{{ 1 }}',
    '{{ true }}',
    '{{ blank }}',
    '{{ names.size }}',
    '{{ size }}',
    '{{ first-name | default: "you" }}',
    '{{ order[name] }}',
    '{% raw %}{{ name }}{% endraw %}',
  ])('leaves %j to Liquid', (source) => {
    expect(compile(source)).toBeNull();
  });

  it.each([
    ['a missing one', {}],
    ['nothing', { name: null }],
    ['a list', { name: ['x'] }],
    ['true', { name: true }],
    ['an object', { name: { toString: 'x' } }],
  ])('leaves a value that is %s to Liquid', (_, variables) => {
    expect(compile('Hello {{ name }}')?.(variables)).toBeNull();
  });

  it('never looks at what a value inherits', () => {
    expect(compile('{{ constructor }}')?.({})).toBeNull();
    expect(compile('{{ a.length }}')?.({ a: 'xyz' })).toBeNull();
  });

  it('writes what Liquid writes, or leaves it to Liquid', () => {
    const name = fc.constantFrom('name', 'a', 'a.b', 'a.b.c', 'size', '_x', 'toLiquid', '__proto__');
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom('<', '&', ' ', '\n', '\r', '}', '%', 'é', '👋', 'x'), maxLength: 8 }),
      fc.tuple(fc.constantFrom('{{', '{{-', '{{ ', '{{-\n'), name, fc.constantFrom('}}', '-}}', ' }}', '\t-}}')),
    );
    const sources = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.flat().join(''));
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '{{', '\n'), maxLength: 8 }),
      fc.double(),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
    );
    const variables = fc.record(
      { name: leaf, a: fc.oneof(leaf, fc.record({ b: fc.oneof(leaf, fc.record({ c: leaf })) })), _x: leaf, size: leaf },
      { requiredKeys: [] },
    );

    let written = 0;
    fc.assert(
      fc.property(sources, variables, fc.boolean(), (source, values, isHtml) => {
        const liquid = isHtml ? htmlLiquid : plainLiquid;
        const template = liquid.parse(source);
        const plain = plainTemplate(template, isHtml ? escapeHtml : null)?.(values) ?? null;
        if (plain === null) return;
        written += 1;
        expect(String(plain)).toBe(liquid.renderSync(template, values));
      }),
      { numRuns: 5_000 },
    );
    expect(written).toBeGreaterThan(500);
  });
});
