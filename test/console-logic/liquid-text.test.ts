import fc from 'fast-check';
import { Liquid } from 'liquidjs';
import { expressionOf, literal, withFallback } from '../../console/logic/liquid-text.ts';

const liquid = new Liquid();

it('any text is a literal that renders as itself, its blanks as one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
      expect(liquid.parseAndRenderSync(`{{ ${literal(text)} }}`)).toBe(text.replace(/\s+/g, ' '));
    }),
  );
});

it('any name is read as itself', () => {
  const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((name) => !/[\s."'\\]/.test(name));
  fc.assert(
    fc.property(names, (name) => {
      expect(liquid.parseAndRenderSync(expressionOf(name, 'x'), { [name]: 'value' })).toBe('value');
    }),
  );
});

it.each([
  ['{{ name }}', '{{ name | default: "you" }}'],
  ['{{name}}', '{{name | default: "you"}}'],
  ['{{- name -}}', '{{- name | default: "you" -}}'],
  ['{{ name | upcase }}', '{{ name | default: "you" | upcase }}'],
  ['{{ name | default: "friend" }}', '{{ name | default: "friend" }}'],
  ['{{ names }} {{ name.first }} name', '{{ names }} {{ name.first }} name'],
  ['{{ name }} and {{ name }}', '{{ name | default: "you" }} and {{ name | default: "you" }}'],
])('%s becomes %s', (source, expected) => {
  expect(withFallback(source, 'name', 'you')).toBe(expected);
});
