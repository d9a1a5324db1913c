import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Liquid } from 'liquidjs';
import { compose } from '../../../console/editor/compose.ts';
import { COMPARISONS, expressionOf, whenOf } from '../../../console/editor/liquid.ts';
import { hiddenEditor } from '../../../console/editor/start.ts';
import { parseTemplate } from '../../../core/content/template-variables.ts';
import { design, expressionsIn, expressionsOf } from './support/designs.ts';

const liquid = new Liquid();

test('300 designs: Liquid passes byte for byte, and the same design makes the same mail', async () => {
  await fc.assert(
    fc.asyncProperty(design, async (content) => {
      const editor = hiddenEditor(content, 'en');
      const read = editor.getJSON();
      const html = await compose(editor, 'For {{ name | default: "<you>" }}');
      const expected = [...new Set([...expressionsOf(read), '{{ name | default: "<you>" }}'])].sort();
      assert.deepEqual([...new Set(expressionsIn(html))].sort(), expected);
      assert.doesNotMatch(html.replaceAll('liquid0x0z', ''), /liquid\d+x\d+z/);
      assert.ok(parseTemplate({ subject: null, html, text: null }).ok);
      const again = hiddenEditor(JSON.parse(JSON.stringify(read)), 'en');
      assert.deepEqual(again.getJSON(), read);
      assert.equal(await compose(again, 'For {{ name | default: "<you>" }}'), html);
      editor.destroy();
      again.destroy();
    }),
    { numRuns: 300 },
  );
});

test('any fallback is written as it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), (fallback) => {
      const source = expressionOf({ path: 'nothing', fallback, filter: null });
      assert.equal(liquid.parseAndRenderSync(source, {}), fallback);
    }),
    { numRuns: 3_000 },
  );
});

test('any name is looked up as it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }), (path) => {
      fc.pre(!path.includes('.'));
      const source = expressionOf({ path, fallback: null, filter: null });
      assert.equal(liquid.parseAndRenderSync(source, { [path]: 'value' }), 'value');
    }),
    { numRuns: 1_000 },
  );
});

test('a condition asks what it says, of texts and of numbers', () => {
  const shown = (is: (typeof COMPARISONS)[number], value: string, data: unknown): boolean =>
    liquid.parseAndRenderSync(`{% if ${whenOf({ path: 'x', is, value })} %}y{% endif %}`, { x: data }) === 'y';
  for (const data of ['5', 5]) {
    assert.deepEqual(
      COMPARISONS.map((is) => shown(is, '5', data)),
      [true, false, true, false, false, false],
    );
    assert.deepEqual(
      [shown('greater', '4', data), shown('less', '6', data), shown('not-equal', '6', data)],
      [true, true, true],
    );
  }
  for (const data of ['', null, undefined])
    assert.deepEqual([shown('set', '', data), shown('unset', '', data)], [false, true]);
  assert.ok(shown('equal', 'a "b" \\', 'a "b" \\'));
});
