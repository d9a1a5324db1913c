import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { type Addressee, type Content, compileContent, type Renderer } from '../../../core/content/compile-content.ts';
import { wholeText } from '../../../core/mail/filled-text.ts';
import type { OutgoingMail } from '../../../core/mail/mailer.ts';
import { Problem } from '../../../core/problems.ts';
import { codePoint } from '../../support/code-point.ts';

const EXTRA = {
  mailId: '17-kq2b1x-3-49',
  unsubscribeUrl: 'https://m.example.com/u/abc',
  now: Date.UTC(2027, 0, 5, 9),
};
const ANN: Addressee = { email: 'ann@example.com', data: { name: 'Ann' } };

const content = (changes: Partial<Content> = {}): Content => ({
  from: 'News <news@example.com>',
  replyTo: null,
  subject: 'Hello',
  html: null,
  text: 'Hello',
  templateData: {},
  unsubscribe: true,
  attachments: [],
  ...changes,
});

/** A mail with its texts written out. */
const written = (mail: OutgoingMail) => ({ ...mail, html: wholeText(mail.html), text: wholeText(mail.text) });

/** What a renderer answers, its mail with the texts written out. */
const read = (rendering: ReturnType<Renderer>) =>
  rendering.ok ? { ...rendering, mail: written(rendering.mail) } : rendering;

const render = (changes: Partial<Content>, recipient: Addressee = ANN) => {
  const rendering = compileContent(content(changes), [], htmlToText)(recipient, EXTRA);
  if (!rendering.ok) throw new Error(`${rendering.reason}: ${rendering.detail}`);
  return written(rendering.mail);
};

const fail = (changes: Partial<Content>, recipient: Addressee = ANN) => {
  const rendering = compileContent(content(changes), [], htmlToText)(recipient, EXTRA);
  if (rendering.ok) throw new Error('the mail was rendered');
  return rendering;
};

describe('compileContent', () => {
  it('renders subject, HTML and text for each recipient', () => {
    const file = { name: 'plan.pdf', contentType: 'application/pdf', content: new Uint8Array([1]) };
    const renderer = compileContent(
      content({
        subject: '{{ name }}!',
        html: '<b>{{ name }}</b>',
        text: '{{ name }} <{{ email }}>',
        replyTo: 'r@x.com',
      }),
      [file],
      htmlToText,
    );

    expect(read(renderer(ANN, EXTRA))).toEqual({
      ok: true,
      mail: {
        mailId: '17-kq2b1x-3-49',
        from: 'News <news@example.com>',
        to: 'ann@example.com',
        replyTo: 'r@x.com',
        sendingPool: null,
        isTracked: false,
        unsubscribeUrl: EXTRA.unsubscribeUrl,
        subject: 'Ann!',
        html: '<b>Ann</b>',
        text: 'Ann <ann@example.com>',
        headers: {
          'List-Unsubscribe': '<https://m.example.com/u/abc>',
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        },
        attachments: [file],
      },
    });
    expect(read(renderer({ email: 'bob@example.com', data: { name: 'Bob' } }, EXTRA))).toMatchObject({
      mail: { subject: 'Bob!', text: 'Bob <bob@example.com>' },
    });
  });

  it('lets the data of the recipient win over those of the task, and neither over the address', () => {
    const mail = render({
      text: '{{ name }} {{ city }} {{ email }}',
      templateData: { name: 'friend', city: 'Oslo', email: 'x' },
    });

    expect(mail.text).toBe('Ann Oslo ann@example.com');
  });

  it('renders a recipient without data', () => {
    expect(render({ text: '{{ city }}', templateData: { city: 'Oslo' } }, { email: 'a@x.com', data: null }).text).toBe(
      'Oslo',
    );
  });

  it('keeps a part null that the template does not have', () => {
    expect(render({ html: null, text: 'Hi' }).html).toBeNull();
  });

  it.each([
    ['no unsubscribing is wanted', { unsubscribe: false }, EXTRA],
    ['there is no link', {}, { ...EXTRA, unsubscribeUrl: null }],
  ])('sets no List-Unsubscribe header when %s', (_, changes, extra) => {
    expect(compileContent(content(changes), [], htmlToText)(ANN, extra)).toMatchObject({ mail: { headers: {} } });
  });

  it('prints the unsubscribe link where the template wants it, and nothing when there is none', () => {
    const renderer = compileContent(content({ text: '[{{ unsubscribeUrl }}]' }), [], htmlToText);

    expect(read(renderer(ANN, EXTRA))).toMatchObject({ mail: { text: '[https://m.example.com/u/abc]' } });
    expect(read(renderer(ANN, { ...EXTRA, unsubscribeUrl: null }))).toMatchObject({ mail: { text: '[]' } });
  });

  it('escapes values in HTML only', () => {
    const name = `<b>"Ann" & 'Bob'</b>`;
    const mail = render(
      { subject: '{{ name }}', html: '<p>{{ name }}</p>', text: '{{ name }}' },
      { email: 'a@x.com', data: { name } },
    );

    expect(mail).toMatchObject({
      subject: name,
      html: '<p>&lt;b&gt;&#34;Ann&#34; &amp; &#39;Bob&#39;&lt;/b&gt;</p>',
      text: name,
    });
  });

  it.each([
    ['{{ x | escape }}', '&lt;a&gt; &amp;amp; b'],
    ['{{ x | escape_once }}', '&lt;a&gt; &amp; b'],
    ['{{ x | newline_to_br }}', '&lt;a&gt; &amp; b'],
    ['{{ x | escape | newline_to_br }}', '&lt;a&gt; &amp;amp; b'],
    ['{{ x | raw }}', '<a> &amp; b'],
    ['{{ x | upcase }}', '&lt;A&gt; &amp;AMP; B'],
  ])('escapes %s once', (html, expected) => {
    expect(render({ html }, { email: 'a@x.com', data: { x: '<a> &amp; b' } }).html).toBe(expected);
  });

  it('turns line breaks into <br /> and still escapes', () => {
    expect(render({ html: '{{ x | newline_to_br }}' }, { email: 'a@x.com', data: { x: '<1>\n2\r\n3' } }).html).toBe(
      '&lt;1&gt;<br />\n2<br />\n3',
    );
  });

  it('leaves no sign in HTML with which a value could begin or end markup', () => {
    const renderer = compileContent(
      content({ html: '{{ x }}{{ x | escape }}{{ x | newline_to_br }}' }),
      [],
      htmlToText,
    );
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (x) => {
        const rendering = renderer({ email: 'a@x.com', data: { x } }, EXTRA);
        const html = rendering.ok ? String(rendering.mail.html) : '';
        expect(rendering.ok).toBe(true);
        expect(html.replaceAll('<br />', '')).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('folds every control character of a subject into a space', () => {
    const mail = render(
      { subject: 'For {{ name }}' },
      { email: 'a@x.com', data: { name: 'Ann\r\nBcc: all@x.com\u0000\u2028\u0085end\n' } },
    );

    expect(mail.subject).toBe('For Ann Bcc: all@x.com end');
  });

  it.each([
    ['{{ size }}', 'size'],
    ['{{ size.total }}', 'size'],
    ['{{ city }}', 'city'],
    ['{{ order.total }}', 'order'],
    ['{{ name.first }}', 'name.first'],
    ['{% for item in items %}{% endfor %}', 'items'],
    ['{{ constructor }}', 'constructor'],
    ['{{ name.constructor }}', 'name.constructor'],
  ])('fails a recipient for whom %s is missing, and names it', (text, detail) => {
    expect(fail({ text })).toEqual({ ok: false, reason: 'missing-variable', detail });
  });

  it.each([
    ['{{ city | default: "Oslo" }}', 'Oslo'],
    ['{% if city %}{{ city }}{% else %}-{% endif %}', '-'],
    ['{% if order.city %}x{% endif %}', ''],
    ['{% unless city %}none{% endunless %}', 'none'],
    ['{{ nothing }}', ''],
  ])('renders %s, which provides for a missing value', (text, expected) => {
    expect(render({ text }, { email: 'a@x.com', data: { nothing: null } }).text).toBe(expected);
  });

  it('reads a column of any name', () => {
    const data = { size: 'XL', empty: 'full', blank: 'white', first: 'Ann', 'First Name': 'Ann Lee' };
    const text = '{{ size }} {{ ["empty"] }} {{ ["blank"] }} {{ first }} {{ ["First Name"] }}';
    expect(render({ text, html: text }, { email: 'a@x.com', data })).toMatchObject({
      text: 'XL full white Ann Ann Lee',
      html: 'XL full white Ann Ann Lee',
    });
  });

  it('writes nothing for what Liquid calls empty, in templates that are stored so', () => {
    expect(render({ text: '[{{ empty }}{{ nil }}]', html: '[{{ blank }}{{ nil }}]' })).toMatchObject({
      text: '[]',
      html: '[]',
    });
  });

  it('fails a subject that is no line of a mail', () => {
    const subject = 'x{{ name }}';
    expect(render({ subject }, { email: 'a@x.com', data: { name: 'y'.repeat(997) } }).subject).toHaveLength(998);
    for (const name of ['y'.repeat(998), 'é'.repeat(499)]) {
      expect(fail({ subject }, { email: 'a@x.com', data: { name } })).toMatchObject({
        reason: 'template-error',
        detail: expect.stringMatching(/^the subject has \d+ bytes; at most 998$/),
      });
    }
  });

  it('leaves out the scheme that an editor put before the link to unsubscribe', () => {
    const html =
      '<a href="http://{{ unsubscribeUrl }}">a</a> <a href="HTTPS://{{unsubscribeUrl}}">b</a> http://{{ city }}';
    const mail = render({ html, text: null }, { email: 'a@x.com', data: { city: 'x.test' } });
    const url = EXTRA.unsubscribeUrl;
    expect(mail.html).toBe(`<a href="${url}">a</a> <a href="${url}">b</a> http://x.test`);
    expect(mail.text).toBe(`a <${url}> b <${url}> http://x.test`);
  });

  it('shows dates in the zone of the task', () => {
    const mail = render(
      { text: '{{ at | date: "%F %R" }} {{ "now" | date: "%F %R %Z" }}', timeZone: 'Asia/Tokyo' },
      { email: 'a@x.com', data: { at: '2027-01-05T23:30:00+09:00' } },
    );
    expect(mail.text).toBe('2027-01-05 23:30 2027-01-05 18:00 GMT+9');
  });

  it('writes dates in UTC and English on every machine', () => {
    const mail = render(
      { text: '{{ at | date: "%a %e %b %Y %H:%M" }}' },
      { email: 'a@x.com', data: { at: '2027-01-05T23:30:00Z' } },
    );

    expect(mail.text).toBe('Tue  5 Jan 2027 23:30');
  });

  it('takes `now` and `today` for the instant of the rendering, whatever the filter', () => {
    const text = `{{ "now" | date: "%Y-%m-%d %H:%M" }} {{ "today" | date_to_xmlschema }} {% assign n = "now" %}{{ n | date_to_string }}`;
    expect(render({ text }).text).toBe('2027-01-05 09:00 2027-01-05T09:00:00+00:00 05 Jan 2027');
  });

  it.each([
    ['a range without end', '{% for i in (1..1000000000) %}x{% endfor %}'],
    ['loops in loops', '{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}'],
    ['a value that doubles', '{% assign s = "ab" %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}'],
    ['output without end', `{% for i in (1..300) %}${'x'.repeat(100_000)}{% endfor %}`],
  ])('gives up on %s', (_, text) => {
    expect(fail({ text }).reason).toBe('template-error');
  });

  it('keeps the detail of an error short', () => {
    expect(fail({ text: `{{ ${'x'.repeat(3_000)} }}` }).detail).toHaveLength(200);
  });

  it('refuses content that is not Liquid', () => {
    const compile = () => compileContent(content({ html: '{% if %}' }), [], htmlToText);

    expect(compile).toThrow(Problem);
    expect(compile).toThrow(
      expect.objectContaining({ code: 'invalid-request', errors: [expect.objectContaining({ path: '/html' })] }),
    );
  });
});
