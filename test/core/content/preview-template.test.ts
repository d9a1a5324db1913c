import { describe, expect, it } from '@jest/globals';
import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { previewTemplate } from '../../../core/content/preview-template.ts';
import type { TemplateSource } from '../../../core/content/template-variables.ts';

const source = { subject: 'Hello {{ name }}', html: '<p>{{ name }}, {{ order.total }}</p>', text: null };

const OPTIONS = {
  clock: new ManualClock(Date.UTC(2027, 0, 5)),
  unsubscribeUrl: 'https://m.example.com/u/sample',
  htmlToText,
};
const preview = (template: TemplateSource, data: Record<string, unknown>) => previewTemplate(template, data, OPTIONS);

describe('previewTemplate', () => {
  it('shows the template as a recipient with these data sees it, values escaped in HTML', async () => {
    expect(await preview(source, { name: 'Ann & Bob', order: { total: 12 } })).toEqual({
      subject: 'Hello Ann & Bob',
      html: '<p>Ann &amp; Bob, 12</p>',
      text: 'Ann & Bob, 12',
      missing: [],
    });
  });

  it('names what is missing, and shows it by its name', async () => {
    expect(await preview(source, {})).toEqual({
      subject: 'Hello {{ name }}',
      html: '<p>{{ name }}, {{ order.total }}</p>',
      text: '{{ name }}, {{ order.total }}',
      missing: ['name', 'order.total'],
    });
  });

  it('reads and shows dates in the time zone that was asked for, else in UTC', async () => {
    const invitation = { subject: '{{ call | date: "%R %Z" }}', html: null, text: '{{ "now" | date: "%F %R" }}' };
    const data = { call: '2027-01-05T20:00:00Z' };

    const there = await previewTemplate(invitation, data, { ...OPTIONS, timeZone: 'Asia/Tokyo' });

    expect(there).toMatchObject({ subject: '05:00 GMT+9', text: '2027-01-05 09:00' });
    expect(await preview(invitation, data)).toMatchObject({ subject: '20:00 UTC', text: '2027-01-05 00:00' });
  });

  it('misses nothing that has a default or stands in a condition', async () => {
    const lenient = { subject: null, html: null, text: '{% if vip %}VIP {% endif %}{{ name | default: "reader" }}' };
    expect(await preview(lenient, {})).toEqual({ subject: null, html: null, text: 'reader', missing: [] });
  });

  it('knows the address and the link to unsubscribe', async () => {
    const builtIn = { subject: null, html: null, text: '{{ email }} {{ unsubscribeUrl }}' };
    expect((await preview(builtIn, { email: 'ann@example.com' })).text).toMatch(/^ann@example\.com https:\/\//);
    expect((await preview(builtIn, {})).missing).toEqual([]);
  });

  it('shows the other parts when one cannot be shown without what is missing', async () => {
    const loop = { subject: 'Orders', html: null, text: '{% for item in items %}{{ item.price }}{% endfor %}' };
    const shown = await preview(loop, { items: [{ name: 'cup' }] });
    expect(shown).toMatchObject({ subject: 'Orders', text: null });
    expect(shown.missing).toHaveLength(1);
  });

  it('leaves the given data as they were, whatever is missing', async () => {
    const data = { order: {} };
    const odd = { subject: '{{ order.total }} {{ __proto__.x }}', html: null, text: null };
    await preview(odd, data);
    expect(data).toEqual({ order: {} });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('says which part fails with the data', async () => {
    const failing = { subject: null, html: null, text: '{% for i in (1..n) %}{{ i }}{% endfor %}' };
    await expect(preview(failing, { n: 100_000_000 })).rejects.toThrow('the text fails');
  });
});
