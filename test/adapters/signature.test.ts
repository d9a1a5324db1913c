import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { Signer } from '../../adapters/signature.ts';

/** Of AWS's own test suite for Signature Version 4. */
const EXAMPLE = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const AT = Date.parse('2015-08-30T12:36:00Z');

/** SHA-256 as the SDK's signer asks for it. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('nobody uses a hash twice');
  }
}

describe('a signature', () => {
  it('is that of the example get-vanilla', () => {
    const request = { method: 'GET' as const, url: new URL('https://example.amazonaws.com/'), body: '' };
    const signer = new Signer({ region: 'us-east-1', service: 'service' });

    expect(signer.headers(request, EXAMPLE, AT)).toEqual({
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    });
  });

  it('covers the token of a session', () => {
    const request = { method: 'POST' as const, url: new URL('https://lambda.test/x'), body: '{}' };
    const signer = new Signer({ region: 'r', service: 'lambda' });

    const headers = signer.headers(request, { ...EXAMPLE, sessionToken: 'session' }, AT);

    expect(headers['x-amz-security-token']).toBe('session');
    expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,');
  });

  it("is the SDK's, for any body, credentials, Region and instant, one after another by the same signer", async () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019/+='), minLength: 1, maxLength: 40 });
    const name = fc.string({ unit: fc.constantFrom(...'abcxyz019-'), minLength: 1, maxLength: 12 });
    const host = fc.constantFrom('email.eu-west-1.amazonaws.com', '127.0.0.1:8080');
    const signing = fc.record({
      at: fc.integer({ min: 0, max: Date.parse('2099-12-31T23:59:59Z') }),
      body: fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()),
      credentials: fc.record(
        { accessKeyId: word, secretAccessKey: word, sessionToken: word },
        { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
      ),
      headers: fc.constantFrom<Record<string, string>>({}, { 'content-type': 'application/json', accept: 'a b' }),
    });
    const property = fc.asyncProperty(name, name, host, fc.array(signing, { maxLength: 4 }), async (...drawn) => {
      const [region, service, to, signings] = drawn;
      const url = new URL(`https://${to}/v2/email/outbound-emails`);
      const signer = new Signer({ region, service });
      for (const { at, body, credentials, headers } of signings) {
        const sdk = new SignatureV4({ region, service, credentials, sha256: Sha256, applyChecksum: false });
        const request = { method: 'POST', protocol: 'https:', hostname: url.hostname, path: url.pathname, body };
        const signed = await sdk.sign(
          { ...request, headers: { ...headers, host: url.host } },
          { signingDate: new Date(at) },
        );

        const own = signer.headers({ method: 'POST', url, headers, body }, credentials, at);

        expect({ ...headers, host: url.host, ...own }).toEqual(signed.headers);
      }
    });
    await fc.assert(property);
  });
});
