import fc from 'fast-check';
import { COMPARISONS, expressionOf, whenOf } from '../../../../console/editor/liquid.ts';
import type { hiddenEditor } from '../../../../console/editor/start.ts';

type JSONContent = Parameters<typeof hiddenEditor>[0];

/** Designs with Liquid in every place that takes some, and texts that look like it, like HTML and like tokens. */

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}(\.[a-z]{1,4})?$/);
const anyName = fc.oneof({ arbitrary: name, weight: 4 }, fc.constantFrom('名前', 'first name', 'a"b'));
const fallback = fc.string({ maxLength: 12, unit: 'grapheme' }).filter((text) => !/[{}%]/.test(text));
const filter = fc.constantFrom('upcase', 'url_encode', 'date: "%Y & <b>"');

const variable: fc.Arbitrary<JSONContent> = fc
  .record({ path: anyName, fallback: fc.option(fallback), filter: fc.option(filter) })
  .map((attrs) => ({ type: 'variable', attrs }));

const words = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .map((text) => text.replace(/\p{Cc}/gu, ' '))
  .filter((text) => text.isWellFormed() && !/[{}%]/.test(text));
const looks = fc.constantFrom(
  '{{ a | default: "x\'y" }}',
  "{{ a | default: '}}' }}",
  'liquid0x0z',
  '&amp; <b>"',
  '{% if a > 1 and b == "c" %}x{% endif %}',
  '<!-- -->',
);
const text: fc.Arbitrary<JSONContent> = fc.oneof(words, looks).map((each) => ({ type: 'text', text: each }));

const HREF = 'https://x.test/?q={{ q | url_encode }}&r="{{ name | default: "o" }}"';
const mark = fc.constantFrom({ type: 'bold' }, { type: 'italic' }, { type: 'link', attrs: { href: HREF } });
const marked = <Node extends JSONContent>(node: fc.Arbitrary<Node>) =>
  fc.tuple(node, mark).map(([each, with_]): JSONContent => ({ ...each, marks: [with_] }));
const inline = fc.oneof(text, variable, marked(text), marked(variable), fc.constant({ type: 'hardBreak' }));

const paragraph = fc
  .array(inline, { minLength: 1, maxLength: 5 })
  .map((content): JSONContent => ({ type: 'paragraph', content }));
const heading = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.array(inline, { minLength: 1, maxLength: 3 }))
  .map(([level, content]): JSONContent => ({ type: 'heading', attrs: { level }, content }));
const button = fc
  .tuple(fc.constantFrom('https://a.test', '{{ link | default: "https://x" }}'), words)
  .map(([href, each]): JSONContent => ({ type: 'button', attrs: { href }, content: [{ type: 'text', text: each }] }));
const image = fc
  .tuple(fc.constantFrom('https://a.test/{{ id }}.png', '{{ photo }}'), fc.oneof(words, looks))
  .map(([src, alt]): JSONContent => ({ type: 'image', attrs: { src, alt } }));
const list = fc.array(paragraph, { minLength: 1, maxLength: 3 }).map(
  (items): JSONContent => ({
    type: 'bulletList',
    content: items.map((item) => ({ type: 'listItem', content: [item] })),
  }),
);
const leaf = fc.oneof(paragraph, heading, button, image, list, fc.constant({ type: 'horizontalRule' }));
const condition = fc
  .tuple(
    fc.record({ path: anyName, is: fc.constantFrom(...COMPARISONS), value: fc.oneof(fallback, fc.constant('3')) }),
    fc.array(leaf, { minLength: 1, maxLength: 3 }),
  )
  .map(([attrs, content]): JSONContent => ({ type: 'condition', attrs, content }));
const columns = fc.tuple(leaf, leaf).map(
  (both): JSONContent => ({
    type: 'twoColumns',
    content: both.map((each) => ({ type: 'columnsColumn', content: [each] })),
  }),
);

export const design: fc.Arbitrary<JSONContent> = fc
  .array(fc.oneof({ arbitrary: leaf, weight: 4 }, condition, columns), { minLength: 1, maxLength: 6 })
  .map((content) => ({ type: 'doc', content: [{ type: 'container', content }] }));

/** Liquid by the rule of its documentation: a text in quotation marks ends nothing. */
export const expressionsIn = (source: string): string[] =>
  source.match(
    /\{\{(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'])*?\}\}|\{%(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'])*?%\}/gs,
  ) ?? [];

/** Every expression that a design says, once. */
export function expressionsOf(node: JSONContent): string[] {
  const found = new Set<string>();
  const look = (each: JSONContent): void => {
    const { type, attrs = {} } = each;
    if (type === 'variable') found.add(expressionOf(attrs as Parameters<typeof expressionOf>[0]));
    else if (type === 'condition')
      found.add(`{% if ${whenOf(attrs as Parameters<typeof whenOf>[0])} %}`).add('{% endif %}');
    else for (const value of Object.values(attrs)) for (const one of expressionsIn(String(value))) found.add(one);
    for (const one of expressionsIn(each.text ?? '')) found.add(one);
    for (const { attrs: of = {} } of each.marks ?? [])
      for (const value of Object.values(of)) for (const one of expressionsIn(String(value))) found.add(one);
    for (const child of each.content ?? []) look(child);
  };
  look(node);
  return [...found].sort();
}
