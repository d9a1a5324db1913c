import { createCipheriv, createHmac } from 'node:crypto';
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

  it('write the tokens that they have always written', () => {
    expect(sealLinkToken(key, ann)).toBe(
      'AQDl5Cwa0NEvIku47-BSaZDE1p7NIdHcT08XSmZ9PQ67UU-9SGZcr7WXvaXMvl1F6m_l_G5uxBbFgHiJw-Yz6Hvc0fT7',
    );
  });

  it('are AES-256-CTR under 128 bits of HMAC-SHA256, as OpenSSL computes them', () => {
    fc.assert(
      fc.property(unsubscriber, fc.nat({ max: 65_535 }), fc.string({ unit: codePoint }), (who, number, secret) => {
        const derived = (purpose: string) => createHmac('sha256', secret).update(purpose).digest();
        const head = Buffer.from([1, number >> 8, number & 255]);
        const contents = [who.email, who.domain, who.mailId, (who.sentAt / 1_000).toString(36)].join('\n');
        const mac = createHmac('sha256', derived('mailramp unsubscribe mac')).update(head).update(contents).digest();
        const nonce = mac.subarray(0, 16);
        const cipher = createCipheriv('aes-256-ctr', derived('mailramp unsubscribe cipher'), nonce);
        const sealed = Buffer.concat([cipher.update(contents), cipher.final()]);
        const token = Buffer.concat([head, nonce, sealed]).toString('base64url');
        expect(sealLinkToken(linkKey(number, secret), who)).toBe(token);
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
