import { describe, expect, it } from '@jest/globals';
import { parseTemplate } from '../../../core/content/template-variables.ts';

const html = (source: string) => parseTemplate({ subject: null, html: source, text: null });

const liquidError = (path: string, [line, column]: [number, number], detail: string) => ({
  path,
  message: `line ${line}: ${detail}`,
  code: 'liquid',
  params: { line, column, detail },
});

describe('parseTemplate', () => {
  it('finds the variables of all three parts once, in the order of their appearance', () => {
    const parsed = parseTemplate({
      subject: 'Hello {{ firstName }}',
      html: '<p>{{ firstName | upcase }}, {{ order.total }} {{ order["id"] }}</p>',
      text: '{{ city }}',
    });

    expect(parsed).toMatchObject({ ok: true, variables: ['firstName', 'order', 'city'] });
  });

  it('counts variables with a default, and those that an if asks for', () => {
    const parsed = html('{{ name | default: "friend" }}{% if vip %}!{% endif %}{% unless known %}?{% endunless %}');

    expect(parsed).toMatchObject({ ok: true, variables: ['name', 'vip', 'known'] });
  });

  it('leaves out loop variables, assigned and captured ones, and those that every mail has', () => {
    const parsed = html(`
      {% for product in products %}{{ forloop.index }}{{ product.name }}{{ currency }}{% endfor %}
      {% assign total = price | times: 2 %}{{ total }}
      {% capture line %}{{ street }}{% endcapture %}{{ line }}
      {{ email }} {{ unsubscribeUrl }}`);

    expect(parsed).toMatchObject({ ok: true, variables: ['products', 'currency', 'price', 'street'] });
  });

  it('ignores what stands in comments and raw blocks', () => {
    expect(html('{% comment %}{{ a }}{% endcomment %}{% raw %}{{ b }}{% endraw %}')).toMatchObject({
      ok: true,
      variables: [],
    });
  });

  it('names part and line of every part that is not Liquid', () => {
    const parsed = parseTemplate({
      subject: 'Hello {{ name',
      html: '<p>\n{% if vip %}</p>',
      text: 'a\nb\n{{ name | shout }}',
    });

    expect(parsed).toEqual({
      ok: false,
      errors: [
        liquidError('/subject', [1, 7], 'output "{{ name" not closed'),
        liquidError('/html', [2, 1], 'tag {% if vip %} not closed'),
        liquidError('/text', [3, 1], 'undefined filter: shout'),
      ],
    });
  });

  it.each(['include', 'render', 'layout', 'block'])('refuses the tag %s, as a template reads no other', (tag) => {
    expect(html(`{% ${tag} "../../etc/passwd" %}`)).toEqual({
      ok: false,
      errors: [liquidError('/html', [1, 1], `tag "${tag}" not found`)],
    });
  });

  it('refuses a template that is nested without end', () => {
    const depth = 900;

    expect(html('{% if a %}'.repeat(depth) + '{% endif %}'.repeat(depth))).toEqual({
      ok: false,
      errors: [
        {
          path: '/html',
          message: 'is nested too deeply',
          code: 'liquid',
          params: { line: null, column: null, detail: 'is nested too deeply' },
        },
      ],
    });
  });

  it('refuses a part of more than 500 KB', () => {
    expect(html('a'.repeat(500 * 1024)).ok).toBe(true);
    expect(html('a'.repeat(500 * 1024 + 1)).ok).toBe(false);
  });
});
