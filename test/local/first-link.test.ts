import { describe, expect, it } from '@jest/globals';
import { firstLinkOf } from '../../local/first-link.ts';

const mail = (html: string) => ({
  raw: async () =>
    Buffer.from(
      [
        'List-Unsubscribe: <https://x.example/u/1>, <mailto:u@x.example>',
        'Content-Type: text/html; charset=utf-8',
        '',
        html,
      ].join('\r\n'),
    ),
});

describe('firstLinkOf', () => {
  it.each([
    [
      '<p><a href="https://shop.example/?a=1&amp;b=2">Shop</a> <a href="https://b.example">B</a></p>',
      'https://shop.example/?a=1&b=2',
    ],
    ['<a href="mailto:a@b.example">Write</a><a href=\'http://c.example/\'>C</a>', 'http://c.example/'],
    ['<a href="https://x.example/u/1">Unsubscribe</a><a name="top">Top</a>', null],
    ['<a ses:no-track href="https://a.example/">A</a><a href="https://b.example/">B</a>', 'https://b.example/'],
    ['<p>No link</p>', null],
  ])('finds in %s the link %p', async (html, link) => {
    expect(await firstLinkOf(mail(html), 1)).toBe(link);
  });

  it('finds none in a mail that is gone', async () => {
    expect(await firstLinkOf({ raw: async () => undefined }, 1)).toBeNull();
  });
});
