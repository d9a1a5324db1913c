import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  domainOf,
  formatMailbox,
  isDomainName,
  parseAddress,
  parseDomain,
  parseMailbox,
} from '../../../core/audience/address.ts';

const local64 = 'a'.repeat(64);

describe('parseAddress', () => {
  it.each([
    [' Ann@Example.COM ', 'ann@example.com'],
    ["o'brien+news@mail.example.co.uk", "o'brien+news@mail.example.co.uk"],
    ['a@xn--mnchen-3ya.de', 'a@xn--mnchen-3ya.de'],
    [`${local64}@example.com`, `${local64}@example.com`],
    ['bounce+x@simulator.amazonses.com\r\n', 'bounce+x@simulator.amazonses.com'],
    ['\u200bann@example.net', 'ann@example.net'],
    ['ann@example.net\u200b', 'ann@example.net'],
    ['\u2060\u202aann@example.net\u202c\u200e', 'ann@example.net'],
    ['\u2066 ann@example.net \u2069\u00a0', 'ann@example.net'],
    ['ann\u200b@\u00adexample.net', 'ann@example.net'],
    ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
    ['ann@BÜCHER.example', 'ann@xn--bcher-kva.example'],
    ['ann@bu\u0308cher.example', 'ann@xn--bcher-kva.example'],
    ['bob@例え.テスト', 'bob@xn--r8jz45g.xn--zckzah'],
    ['bob@例え。テスト', 'bob@xn--r8jz45g.xn--zckzah'],
    ['ivan@почта.рф', 'ivan@xn--80a1acny.xn--p1ai'],
    ['kontakt@straße.example', 'kontakt@xn--strae-oqa.example'],
    ['sara@نامه\u200cای.com', 'sara@xn--mgba3gch31f060k.com'],
    ['taro..y@docomo.ne.jp', '"taro..y"@docomo.ne.jp'],
    ['Taro.@docomo.ne.jp', '"taro."@docomo.ne.jp'],
    ['.hana@ezweb.ne.jp', '".hana"@ezweb.ne.jp'],
    ['"taro..y"@docomo.ne.jp', '"taro..y"@docomo.ne.jp'],
    ['"a..b"@example.com', '"a..b"@example.com'],
    ['"ann"@example.com', 'ann@example.com'],
  ])('accepts %j', (text, address) => {
    expect(parseAddress(text)).toEqual({ ok: true, address });
  });

  it.each([
    '',
    'ann',
    '@example.com',
    'ann@',
    'ann@localhost',
    'ann@example..com',
    'ann@.example.com',
    'ann@example.com.',
    'ann@-example.com',
    'ann@example-.com',
    'ann@1.2.3.4',
    'ann@[1.2.3.4]',
    'a b@example.com',
    '.ann@example.com',
    'ann.@example.com',
    'an..n@example.com',
    '"ann b"@example.com',
    'ann@b@example.com',
    'ann@exam ple.com',
    'ann\n@example.com',
    'ann\u0000@example.com',
    'änn@example.com',
    '\u212Aay@example.com',
    'ann@bü cher.example',
    'ann@bü/cher.example',
    'ann@bü%2ecom.example',
    'ann@bü:80.example',
    'ann@١.٢.٣.٤',
    'ann@ä',
    '"..."@docomo.ne.jp',
    '""@example.com',
    '"@example.com',
    '"a\\"b"@example.com',
    'Ann <ann@example.com>',
    'ann@example.com, bob@example.com',
    `${local64}a@example.com`,
    `ann@${'a'.repeat(64)}.com`,
  ])('refuses %j as invalid', (text) => {
    expect(parseAddress(text)).toEqual({ ok: false, problem: 'invalid' });
  });

  it('accepts 254 bytes and refuses 255 as too long', () => {
    const domain = (n: number) => `${`${'d'.repeat(49)}.`.repeat(3)}${'e'.repeat(n)}.test`;
    const at = (n: number) => `${'a'.repeat(64)}@${domain(n)}`;
    expect(at(34)).toHaveLength(254);
    expect(parseAddress(at(34))).toEqual({ ok: true, address: at(34) });
    expect(parseAddress(at(35))).toEqual({ ok: false, problem: 'too-long' });
    expect(parseAddress('é'.repeat(128))).toEqual({ ok: false, problem: 'too-long' });
  });

  it('answers the same for its own answer', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const first = parseAddress(text);
        if (first.ok) expect(parseAddress(first.address)).toEqual(first);
      }),
    );
  });
});

describe('parseDomain', () => {
  it.each([
    [' News.Example.COM ', 'news.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['bücher', null],
    ['1.2.3.4', null],
    ['a_b.example', null],
    [`${'ü'.repeat(70)}.example`, null],
  ])('%j is %j', (text, domain) => {
    expect(parseDomain(text)).toBe(domain);
  });
});

describe('isDomainName', () => {
  it('needs two labels', () => {
    expect([isDomainName('example.com'), isDomainName('com'), isDomainName('')]).toEqual([true, false, false]);
  });
});

describe('domainOf', () => {
  it('is the part after the @', () => {
    expect(domainOf('ann@mail.example.com')).toBe('mail.example.com');
  });
});

describe('parseMailbox', () => {
  it.each([
    ['ann@example.com', { name: null, address: 'ann@example.com' }],
    ['<Ann@example.com>', { name: null, address: 'ann@example.com' }],
    ['"" <ann@example.com>', { name: null, address: 'ann@example.com' }],
    ['Ann B. Smith <ann@example.com>', { name: 'Ann B. Smith', address: 'ann@example.com' }],
    ['"Example, Inc." <ann@example.com>', { name: 'Example, Inc.', address: 'ann@example.com' }],
    ['"Ann \\"A\\" <x>" <ann@example.com>', { name: 'Ann "A" <x>', address: 'ann@example.com' }],
    ['山田 太郎 <ann@example.com>', { name: '山田 太郎', address: 'ann@example.com' }],
    ['أخبار <ann@example.com>', { name: 'أخبار', address: 'ann@example.com' }],
  ])('reads %j', (text, mailbox) => {
    expect(parseMailbox(text)).toEqual(mailbox);
  });

  it.each([
    '',
    'Ann',
    'Ann <ann>',
    'Ann <ann@example.com> x',
    'Ann <ann@example.com',
    'Ann, Bob <ann@example.com>',
    'ceo@bank.test <ann@example.com>',
    'A <a@example.com>, B <b@example.com>',
    '"Ann <ann@example.com>',
    'Ann\r\nBcc: x@example.com <ann@example.com>',
    'Ann\u2028 <ann@example.com>',
    '\uD800 <ann@example.com>',
    `${'n'.repeat(257)} <ann@example.com>`,
  ])('refuses %j', (text) => {
    expect(parseMailbox(text)).toBeNull();
  });

  it('reads back what formatMailbox wrote', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: 'grapheme' }), (text) => {
        const name = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '').trim() || null;
        const mailbox = { name, address: 'ann@example.com' };
        expect(parseMailbox(formatMailbox(mailbox))).toEqual(mailbox);
      }),
    );
  });
});
