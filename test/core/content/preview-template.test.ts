import { describe, expect, it } from '@jest/globals';
import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { previewTemplate } from '../../../core/content/preview-template.ts';
import type { TemplateSource } from '../../../core/content/template-variables.ts';

const source = { subject: 'Hello {{ name }}', html: '<p>{{ name }}, {{ order.total }}</p>', text: null };

const OPTIONS = { now: Date.UTC(2027, 0, 5), unsubscribeUrl: 'https://m.example.com/u/sample', htmlToText };
const preview = (template: TemplateSource, data: Record<string, unknown>) => previewTemplate(template, data, OPTIONS);

describe('previewTemplate', () => {
  it('shows the template as a recipient with these data sees it, values escaped in HTML', () => {
    expect(preview(source, { name: 'Ann & Bob', order: { total: 12 } })).toEqual({
      subject: 'Hello Ann & Bob',
      html: '<p>Ann &amp; Bob, 12</p>',
      text: 'Ann & Bob, 12',
      missing: [],
    });
  });

  it('names what is missing, and shows it by its name', () => {
    expect(preview(source, {})).toEqual({
      subject: 'Hello {{ name }}',
      html: '<p>{{ name }}, {{ order.total }}</p>',
      text: '{{ name }}, {{ order.total }}',
      missing: ['name', 'order.total'],
    });
  });

  it('misses nothing that has a default or stands in a condition', () => {
    const lenient = { subject: null, html: null, text: '{% if vip %}VIP {% endif %}{{ name | default: "reader" }}' };
    expect(preview(lenient, {})).toEqual({ subject: null, html: null, text: 'reader', missing: [] });
  });

  it('knows the address and the link to unsubscribe', () => {
    const builtIn = { subject: null, html: null, text: '{{ email }} {{ unsubscribeUrl }}' };
    expect(preview(builtIn, { email: 'ann@example.com' }).text).toMatch(/^ann@example\.com https:\/\//);
    expect(preview(builtIn, {}).missing).toEqual([]);
  });

  it('shows the other parts when one cannot be shown without what is missing', () => {
    const loop = { subject: 'Orders', html: null, text: '{% for item in items %}{{ item.price }}{% endfor %}' };
    const shown = preview(loop, { items: [{ name: 'cup' }] });
    expect(shown).toMatchObject({ subject: 'Orders', text: null });
    expect(shown.missing).toHaveLength(1);
  });

  it('leaves the given data as they were, whatever is missing', () => {
    const data = { order: {} };
    const odd = { subject: '{{ order.total }} {{ __proto__.x }}', html: null, text: null };
    preview(odd, data);
    expect(data).toEqual({ order: {} });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('says which part fails with the data', () => {
    const failing = { subject: null, html: null, text: '{% for i in (1..n) %}{{ i }}{% endfor %}' };
    expect(() => preview(failing, { n: 100_000_000 })).toThrow('the text fails');
  });
});
