import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyNumberOf, linkKey, openLinkToken, sealLinkToken } from '../../../core/unsubscribe/link-token.ts';
import { codePoint } from '../../support/code-point.ts';

const key = linkKey(229, 'a secret');
const ann = {
  email: 'ann@example.com',
  domain: 'news.test',
  mailId: '17-0kq2b1x3a-3-49',
  sentAt: Date.UTC(2027, 0, 5, 9),
};
const line = fc
  .string({ unit: codePoint, maxLength: 60 })
  .filter((text) => !text.includes('\n') && text.isWellFormed());
const unsubscriber = fc.record({
  email: line,
  domain: line,
  mailId: line,
  sentAt: fc.nat({ max: 4_000_000_000 }).map((seconds) => seconds * 1_000),
});

describe('sealLinkToken and openLinkToken', () => {
  it('give back whoever a link was written for, with the number of the key', () => {
    fc.assert(
      fc.property(unsubscriber, fc.nat({ max: 65_535 }), fc.string(), (who, number, secret) => {
        const signing = linkKey(number, secret);
        const token = sealLinkToken(signing, who);
        expect(openLinkToken(signing, token)).toEqual(who);
        expect(keyNumberOf(token)).toBe(number);
        expect(token).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('show nothing of the address, in no encoding', () => {
    const token = sealLinkToken(key, ann);
    const bytes = Buffer.from(token, 'base64url');
    for (const encoding of ['latin1', 'hex', 'base64', 'utf16le'] as const) {
      expect(bytes.toString(encoding)).not.toMatch(/ann|example|news\.test/);
    }
    expect(bytes.toString('latin1')).not.toContain(ann.mailId);
  });

  it('make short links', () => {
    expect(sealLinkToken(key, ann).length).toBeLessThan(120);
  });

  it('open no token in which a single sign was changed, added or left out', () => {
    const token = sealLinkToken(key, ann);
    const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.%'.split('');
    for (let at = 0; at <= token.length; at += 1) {
      for (const sign of signs) {
        const changed = token.slice(0, at) + sign + token.slice(at + 1);
        if (changed !== token) expect(openLinkToken(key, changed)).toBeNull();
        expect(openLinkToken(key, token.slice(0, at) + sign + token.slice(at))).toBeNull();
      }
      if (at < token.length) expect(openLinkToken(key, token.slice(0, at) + token.slice(at + 1))).toBeNull();
    }
  });

  it('open no token that another key has signed, nor one put together from two', () => {
    fc.assert(
      fc.property(unsubscriber, unsubscriber, fc.nat({ max: 200 }), (one, other, cut) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const [a, b] = [sealLinkToken(key, one), sealLinkToken(key, other)];
        expect(openLinkToken(linkKey(229, 'another secret'), a)).toBeNull();
        const mixed = a.slice(0, cut) + b.slice(cut);
        if (mixed !== a && mixed !== b) expect(openLinkToken(key, mixed)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('open nothing that somebody makes up', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: codePoint }), fc.base64String(), fc.uint8Array({ maxLength: 200 })),
        (any) => {
          const token = typeof any === 'string' ? any : Buffer.from(any).toString('base64url');
          expect(openLinkToken(key, token)).toBeNull();
        },
      ),
      { numRuns: 10_000 },
    );
    expect(openLinkToken(key, 'A'.repeat(1_000_000))).toBeNull();
  });
});
