import { describe, expect, it } from '@jest/globals';
import { parseTemplate } from '../../../core/content/template-variables.ts';

const html = (source: string) => parseTemplate({ subject: null, html: source, text: null });
const faultOf = (source: string): string => {
  const parsed = html(source);
  return parsed.ok ? 'none' : (parsed.errors[0]?.message ?? '');
};
const warningsOf = (source: string): string[] => {
  const parsed = html(`${source}{{ unsubscribeUrl }}`);
  return parsed.ok ? parsed.warnings.map(({ message }) => message) : [faultOf(source)];
};

describe('a template that surely means something else', () => {
  it.each([
    [
      '<p>\n{{ First Name }}',
      'line 2: a name with a blank needs brackets and quotation marks: ["First Name"] instead of First Name',
    ],
    ['{{ My "old" Name | upcase }}', 'a name with a blank needs brackets'],
    ['{% if vip and First Name == "Ann" %}{% endif %}', '["First Name"] instead of First Name'],
    ['{% assign x = Last Name %}', '["Last Name"] instead of Last Name'],
    ['{% if vip == %}{% endif %}', 'the condition is not complete'],
    ['{% for x in my orders %}{% endfor %}', 'for has a word too much: orders'],
    ['{{ first, last }}', 'is not one value: first, last'],
    ['{{ ‘name’ }}', 'quotation marks must be straight'],
    ['{% if vip == ‘yes’ %}{% endif %}', 'quotation marks must be straight'],
    ['{% if vip == “yes” %}{% endif %}', 'quotation marks must be straight'],
    ['{{ name | default: “friend” }}', 'quotation marks must be straight'],
    ['{{ empty }}', 'empty is a word of Liquid: write ["empty"] for the variable'],
    ['{{ blank | upcase }}', 'blank is a word of Liquid'],
    ['{{ day | date: "%Y-%Q" }}', 'a date has no %Q'],
    ['{{ day | date: "100%" }}', 'a percent sign is %%'],
    [`{{ day | date: "${'%A'.repeat(101)}" }}`, 'at most 200 characters'],
  ])('%s is refused with what to write', (source, expected) => {
    expect(faultOf(source)).toContain(expected);
  });

  it.each([
    '{{ ["First Name"] }}',
    '{{ order["First Name"] | default: "you" }}',
    '{% if not vip and name == "First Name" or a contains b %}{% endif %}',
    '{% if name == empty or name == blank or name == nil %}{% endif %}',
    '{% for x in (1..3) reversed limit: 2 offset: 1 %}{{ x }}{% endfor %}',
    '{% tablerow x in list cols: 2 %}{{ x }}{% endtablerow %}',
    '{{ name | replace: "‘", "’" }} ‘{{ name }}’',
    '{{ day | date: "%-d. %B %Y, %F %T %D %R %r %G-W%V %%" }}',
    '{{ prénom }} {{ statut-client }} {{ empty.size }}',
    '{{ "a, b" | split: ", " }}',
  ])('%s is taken', (source) => {
    expect(faultOf(source)).toBe('none');
  });
});

describe('a template that probably means something else', () => {
  it.each([
    ['Hello *|FNAME|*', 'has *|FNAME|*, which is sent as it is: a variable is written {{ FNAME }}'],
    ['Hello %%First Name%%', 'a variable is written {{ ["First Name"] }}'],
    ['Hello %recipient.name%', 'has %recipient.name%'],
    ['Hello <%= name %>', 'has <%= name %>'],
    ['Hello [[name]] and {$name}', 'has [[name]]'],
    ['{% if vip %}*|FNAME|*{% endif %}', 'has *|FNAME|*'],
  ])('%s is warned about', (source, expected) => {
    expect(warningsOf(source).join()).toContain(expected);
  });

  it('is warned about for its link to unsubscribe', () => {
    const message = 'has no link to unsubscribe: bulk mail needs {{ unsubscribeUrl }}';
    expect(html('<p>Hello</p>')).toMatchObject({ warnings: [{ path: '/html', message }] });
    expect(parseTemplate({ subject: null, html: null, text: 'Hi' })).toMatchObject({
      warnings: [{ path: '/text', message }],
    });
    expect(html('{% if x %}{{ unsubscribeUrl }}{% endif %}')).toMatchObject({ warnings: [] });
  });

  it.each([
    '100%% sure',
    'a * b | c',
    '<!--[if mso]>x<![endif]-->',
    'p { color: red }',
    '{% raw %}{{ x }}{% endraw %}',
  ])('%s is not', (source) => {
    expect(warningsOf(source)).toEqual([]);
  });
});
