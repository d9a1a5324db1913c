import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { compileContent } from '../../../core/content/compile-content.ts';
import { parseTemplate } from '../../../core/content/template-variables.ts';
import { tidyText } from '../../../core/content/text-from-html.ts';
import { cpuTimeOf } from '../../support/cpu-time.ts';

/**
 * How long anything may hold up others, in milliseconds of CPU time. On a machine with nothing else to do it is a tenth
 * of that; what is quadratic takes minutes.
 */
const MAX_STRETCH = 1_000;
/** How much a rendering may add to the memory of the process. */
const MAX_MEMORY = 256 * 1024 * 1024;
const RUNS = Number(process.env.TEMPLATE_RUNS ?? 150);

const EXTRA = { mailId: '17-0kq2b1x3a-3-49', unsubscribeUrl: 'https://m.example.com/u/abc', now: 0 };
const contentOf = (html: string) => ({
  from: 'news@example.com',
  replyTo: null,
  subject: 'Hello',
  html,
  text: null,
  templateData: {},
  unsubscribe: true,
  attachments: [],
});

/** Creates the template, makes a mail of it, and answers what became of it and how long each step took. */
function use(html: string, data: Record<string, unknown>): { outcome: string; stretch: number } {
  const stretches: number[] = [];
  let outcome = '';
  const step = (work: () => string): void => {
    stretches.push(cpuTimeOf(() => (outcome = work())));
  };
  step(() => {
    const parsed = parseTemplate({ subject: null, html, text: null });
    return parsed.ok ? 'accepted' : (parsed.errors[0]?.message ?? 'refused');
  });
  if (outcome === 'accepted') {
    let render = compileContent(contentOf('never'), [], htmlToText);
    step(() => {
      render = compileContent(contentOf(html), [], htmlToText);
      return 'compiled';
    });
    step(() => {
      const rendered = render({ email: 'ann@example.com', data }, EXTRA);
      return rendered.ok ? 'rendered' : rendered.detail;
    });
  }
  return { outcome, stretch: Math.max(...stretches) };
}

const doubled = (times: number): string =>
  '{% capture s %}{{ s }}{{ s }}{% endcapture %}{% capture t %}{{ t }}{{ t }}{% endcapture %}'.repeat(times);

describe('a template that would be much work', () => {
  it.each([
    ['100,000 outputs', '{{a}}'.repeat(100_000), 'has more than 2000 tags and outputs'],
    ['an endless condition', `{% if a${' and a'.repeat(60_000)} %}{% endif %}`, 'more than 65536 characters together'],
    ['a tag of many lines', `{% liquid\n${'echo a\n'.repeat(9_000)}%}`, 'has more than 2000 tags and outputs'],
    ['HTML without end', `${'<b>'.repeat(100_000)}${'</i>'.repeat(49_000)}`, 'has more than 10000 HTML tags'],
    ['lists in lists', '<ul><li>'.repeat(30_000), 'has more than 10000 HTML tags'],
  ])('is refused when it is created: %s', (_, html, expected) => {
    const { outcome, stretch } = use(html, {});
    expect(outcome).toContain(expected);
    expect(stretch).toBeLessThan(MAX_STRETCH);
  });

  const letters = 'a'.repeat(30_000);
  it.each([
    [
      'texts that double',
      `{% capture s %}${'あ'.repeat(1_000)}{% endcapture %}{% assign t = s %}${doubled(18)}{% if s == t %}x{% endif %}`,
    ],
    ['lists that double', `${'{% assign a = a | concat: a %}'.repeat(40)}{{ a }}`],
    ['lists in lists', `${'{% assign a = a | push: a %}'.repeat(40)}{% if a == b %}x{% endif %}`],
    ['JSON of lists in lists', `${'{% assign a = a | push: a %}'.repeat(12)}{{ a | json: 10 }}`],
    ['a long text that is looked for', '{% for i in (1..500) %}{% if l contains m %}x{% endif %}{% endfor %}'],
    ['a long text that is replaced', '{% for i in (1..500) %}{% assign x = l | replace: m, "" %}{% endfor %}'],
    ['dates without end', '{% for i in (1..9999) %}{{ "now" | date: "%A %c" }}{% endfor %}'],
    ['an expression for each of many', '{{ (1..100000) | where_exp: "i", "i == i and i == i" }}'],
    [
      'addresses that grow',
      `{% assign x = l ${'| url_encode'.repeat(300)} %}{% assign y = x ${'| url_encode'.repeat(300)} %}`,
    ],
    ['a cycle of many', `{% for i in (1..9999) %}{% cycle ${'"a",'.repeat(9_000)} "b" %}{% endfor %}`],
    ['a loop that writes nothing', '{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}'],
    ['raw text in a loop', `{% for i in (1..999) %}{% raw %}${'x'.repeat(400_000)}{% endraw %}{% endfor %}`],
    ['values that are escaped', '{{ e }}'.repeat(1_900)],
    ['HTML in a loop', '{% for i in (1..4000) %}<p>{{ i | raw }}<b></p>{% endfor %}'],
  ])('fails a mail when it is sent: %s', (_, html) => {
    const data = { a: [1, 2, 3], b: [1], l: letters, m: `${letters.slice(0, 9_999)}b`, e: '&'.repeat(30_000) };
    const before = process.memoryUsage().rss;
    const { outcome, stretch } = use(html, data);
    expect(outcome).toMatch(/too much work|is longer than 2 MB|too long to make a text/);
    expect(stretch).toBeLessThan(MAX_STRETCH);
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_MEMORY);
  });

  it('still is a usual newsletter with many articles', () => {
    const articles = Array.from({ length: 300 }, (_, i) => ({
      title: `Title ${i}`,
      url: `https://x.test/${i}`,
      price: i,
    }));
    const html =
      '{% for a in articles %}<p><a href="{{ a.url }}">{{ a.title | upcase }}</a> {{ a.price | times: 2 }}</p>{% endfor %}';
    expect(use(html, { articles }).outcome).toBe('rendered');
  });

  it('tidies a text of a million blanks', () => {
    expect(cpuTimeOf(() => tidyText(`a${' '.repeat(1_000_000)}b`))).toBeLessThan(MAX_STRETCH);
    expect(use('<p>Hello {{ name }}</p>', { name: `${' '.repeat(60_000)}x` })).toMatchObject({ outcome: 'rendered' });
  });

  it('holds nothing up, whatever it is made of', () => {
    const scrap = fc.constantFrom(
      ...[
        '{{ a }}',
        '{{ l }}',
        '{{ e | escape }}',
        '{{ a | json: 9 }}',
        '{{ l | split: "" | join: e }}',
        '{{ n | date: "%A" }}',
      ],
      ...['{% assign a = a | push: a %}', '{% assign a = a | concat: a %}', '{% assign l = l | append: l %}'],
      ...['{% capture l %}{{ l }}{{ l }}{% endcapture %}', '{% if l contains m %}', '{% if a == b %}', '{% endif %}'],
      ...['{% for i in a %}', '{% for i in (1..9999) %}', '{% endfor %}', '{% tablerow i in a %}', '{% endtablerow %}'],
      ...[
        '{% liquid\n echo a\n echo l\n%}',
        '{% cycle a, l %}',
        '{% raw %}',
        '{% endraw %}',
        '{% comment %}',
        '{{',
        '{%',
        '%}',
      ],
      ...[
        '<b>',
        '</i>',
        '<ul><li>',
        '<table><tr><td>',
        '<p style="display:none">',
        '<!--',
        '<style>',
        '&amp;',
        '"',
        "'",
      ],
      ...[' ', '\n', '\t', '-%}', '{%- ', 'http://', 'text ', '<', 'é', '%%x%%', '*|x|*', '\u{F0000}'],
    );
    const times = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 60 }), fc.constantFrom(1_000, 20_000, 200_000));
    const repeated = fc.tuple(scrap, times).map(([text, n]) => text.repeat(Math.min(n, 400_000 / text.length)));
    const template = fc.array(repeated, { maxLength: 8 }).map((parts) => parts.join('').slice(0, 500_000));
    const letter = fc.constantFrom(' ', 'a', '&', '<', '\n', 'あ', '<b>', '%', "'");
    const long = fc.tuple(letter, fc.constantFrom(1, 100, 5_000)).map(([text, n]) => text.repeat(n));
    const data = fc.record({
      a: fc.array(long, { maxLength: 9 }),
      b: fc.array(long),
      l: long,
      m: long,
      e: long,
      n: long,
    });
    const before = process.resourceUsage().maxRSS;
    fc.assert(
      fc.property(template, data, (html, values) => {
        expect(use(html, values).stretch).toBeLessThan(MAX_STRETCH);
      }),
      { numRuns: RUNS },
    );
    expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(2 * MAX_MEMORY);
  });
});
