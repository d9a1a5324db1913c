import { createHmac, hash } from 'node:crypto';
import fc from 'fast-check';
import {
  isExpired,
  readSignature,
  type SignatureClaim,
  type SignedRequest,
} from '../../../core/access/tencent-signature.ts';

/** How the vendor's own SDK signs. */
const { default: sdk } = jest.requireActual<{
  default: {
    sign(secretKey: string, text: string, method: string): string;
    sign3(call: Record<string, unknown>): string;
  };
}>('tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js');

const AT = Date.parse('2027-01-05T09:00:00Z');
const PAIR = { secretId: 'AKIDk1', secretKey: 'f'.repeat(40) };
const JSON_TYPE = 'application/json';

/** A call as the vendor's Node SDK signs it: without the port in the host. */
function signedByTheSdk({
  body = { Subject: '秋のお便り' } as object | '',
  method = 'POST',
  host = '127.0.0.1:3025',
  query = '',
  service = '127',
  type = JSON_TYPE,
} = {}): SignedRequest {
  const timestamp = AT / 1000;
  const authorization = sdk.sign3({
    ...PAIR,
    method,
    url: `http://${host}/${query && `?${query}`}`,
    payload: body,
    timestamp,
    service,
    headers: { 'Content-Type': type },
  });
  return {
    method,
    path: '/',
    query,
    headers: { host, 'content-type': type, 'x-tc-timestamp': String(timestamp), authorization },
    body: Buffer.from(body === '' ? '' : JSON.stringify(body)),
    parameters: [],
  };
}

const claimOf = (request: SignedRequest): SignatureClaim => {
  const claim = readSignature(request);
  if (typeof claim === 'string') throw new Error(claim);
  return claim;
};
const fits = (request: SignedRequest): boolean => claimOf(request).fits(PAIR.secretKey);

describe('a signature in the header', () => {
  it.each<[string, Parameters<typeof signedByTheSdk>[0]]>([
    ['with JSON in Japanese', {}],
    ['with a host that has no port', { host: 'api.example.com', service: 'api' }],
    ['whose service is a host with a scheme', { service: 'http://127' }],
    ['whose service holds a port', { service: 'localhost:3025', host: 'localhost:3025' }],
    [
      'of a GET',
      { method: 'GET', body: '', query: 'Limit=10&Offset=0&a=%E6%97%A5', type: 'application/x-www-form-urlencoded' },
    ],
  ])('is read from what the Node SDK sends, %s', (_name, options) => {
    const request = signedByTheSdk(options);
    expect(claimOf(request)).toMatchObject({ secretId: PAIR.secretId, signedAt: AT });
    expect(fits(request)).toBe(true);
  });

  it('may leave the payload unsigned, and then says so', () => {
    const signed = signedHere({ 'content-type': JSON_TYPE, host: 'a.example' }, { payload: 'UNSIGNED-PAYLOAD' });
    const request = { ...signed, headers: { ...signed.headers, 'x-tc-content-sha256': 'UNSIGNED-PAYLOAD' } };
    expect(fits(request)).toBe(true);
    expect(fits({ ...request, body: Buffer.from('{}') })).toBe(true);
    expect(fits(signed)).toBe(false);
  });

  it('may name the host with its port, and lower the values of headers', () => {
    expect(fits(signedHere({ 'content-type': JSON_TYPE, host: 'http://127.0.0.1:3025' }))).toBe(true);
    const sent = { 'content-type': JSON_TYPE, host: 'a.example', 'x-tc-action': 'SendEmail' };
    const lowered = signedHere({ ...sent, 'x-tc-action': 'sendemail' });
    expect(fits({ ...lowered, headers: { ...lowered.headers, ...sent } })).toBe(true);
  });

  it('is refused with another key, another body, another day in its scope', () => {
    const request = signedByTheSdk();
    expect(claimOf(request).fits('e'.repeat(40))).toBe(false);
    expect(fits({ ...request, body: Buffer.from('{"Subject":"other"}') })).toBe(false);
    const later = { ...request.headers, 'x-tc-timestamp': String(AT / 1000 + 86_400) };
    expect(fits({ ...request, headers: later })).toBe(false);
  });

  it('is refused when any bit of what it covers is turned', () => {
    const request = signedByTheSdk();
    fc.assert(
      fc.property(fc.nat(request.body.length - 1), fc.nat(7), (at, bit) => {
        const body = Buffer.from(request.body);
        body[at] = (body[at] ?? 0) ^ (1 << bit);
        expect(fits({ ...request, body })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['no-authorization', { authorization: 'SKIP' }],
    ['no-authorization', { authorization: 'Bearer mr_1_x' }],
    ['no-authorization', { authorization: 'TC3-HMAC-SHA256 Credential=AKIDk1/2027-01-05/ses/tc3_request' }],
    ['temporary-credentials', { 'x-tc-token': 't' }],
    ['no-timestamp', { 'x-tc-timestamp': undefined }],
    ['no-timestamp', { 'x-tc-timestamp': '1e9' }],
  ])('is %s when its header holds %o', (verdict, headers) => {
    const request = signedByTheSdk();
    expect(readSignature({ ...request, headers: { ...request.headers, ...headers } })).toBe(verdict);
  });

  it('never throws, whatever the headers hold', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (authorization, timestamp, host) => {
        const request = signedByTheSdk();
        const headers = { ...request.headers, host, authorization: `TC3-HMAC-SHA256 ${authorization}` };
        readSignature({ ...request, headers });
        expect(fits({ ...request, headers: { ...request.headers, host: `${host}x` } })).toBe(false);
        readSignature({ ...request, headers: { ...request.headers, 'x-tc-timestamp': timestamp } });
      }),
    );
  });
});

describe('a signature among the parameters', () => {
  it.each(['HmacSHA1', 'HmacSHA256'])('is read from what the SDK signs with %s', (method) => {
    expect(fits(formOf({ SignatureMethod: method }))).toBe(true);
  });

  it('is HmacSHA1 where no method is named', () => {
    expect(fits(formOf({}))).toBe(true);
  });

  it('covers every parameter, and none may be given twice', () => {
    const request = formOf({ SignatureMethod: 'HmacSHA256' });
    expect(fits({ ...request, parameters: [...request.parameters, ['Extra', '1']] })).toBe(false);
    expect(readSignature({ ...request, parameters: [...request.parameters, ['Action', 'GetSendEmailStatus']] })).toBe(
      'repeated-parameter',
    );
  });

  it.each([
    ['no-authorization', { SignatureMethod: 'HmacMD5' }],
    ['temporary-credentials', { Token: 't' }],
    ['no-timestamp', { Timestamp: 'now' }],
  ])('is %s when they hold %o', (verdict, more) => {
    const request = formOf({});
    expect(
      readSignature({ ...request, parameters: Object.entries({ ...Object.fromEntries(request.parameters), ...more }) }),
    ).toBe(verdict);
  });
});

it('expires after five minutes on either side', () => {
  expect(isExpired({ signedAt: AT }, AT + 300_000)).toBe(false);
  expect(isExpired({ signedAt: AT }, AT + 300_001)).toBe(true);
  expect(isExpired({ signedAt: AT }, AT - 300_001)).toBe(true);
});

const headersOf = (headers: Record<string, string>) => ({ ...headers, 'x-tc-timestamp': String(AT / 1000) });

/** A call that signs these headers as they stand, as the Python SDK does with its host. */
function signedHere(headers: Record<string, string>, { payload = '' } = {}): SignedRequest {
  const request = { method: 'POST', path: '/', query: '', body: Buffer.from('{"Limit": 1}'), parameters: [] };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, sha256(payload || request.body)].join('\n');
  const text = ['TC3-HMAC-SHA256', AT / 1000, '2027-01-05/ses/tc3_request', sha256(canonical)].join('\n');
  const key = ['2027-01-05', 'ses', 'tc3_request'].reduce<string | Buffer>(
    (from, part) => createHmac('sha256', from).update(part).digest(),
    `TC3${PAIR.secretKey}`,
  );
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const scope = `Credential=${PAIR.secretId}/2027-01-05/ses/tc3_request`;
  const authorization = `TC3-HMAC-SHA256 ${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...request, headers: { ...headersOf(headers), authorization } };
}

/** A form as the international SDK signs it by default. */
function formOf(more: Record<string, string>): SignedRequest {
  const parameters: Record<string, string> = {
    'Destination.0': 'ann@example.net',
    'Destination.10': 'bob@example.net',
    Subject: 'a & b = ü',
    Action: 'SendEmail',
    Version: '2020-10-02',
    SecretId: PAIR.secretId,
    Timestamp: String(AT / 1000),
    ...more,
  };
  const sorted = Object.keys(parameters)
    .sort()
    .map((name) => `${name}=${parameters[name]}`);
  const text = `POST127.0.0.1:3025/?${sorted.join('&')}`;
  const signature = sdk.sign(PAIR.secretKey, text, parameters.SignatureMethod ?? 'HmacSHA1');
  return {
    method: 'POST',
    path: '/',
    query: '',
    headers: { host: '127.0.0.1:3025' },
    body: Buffer.from(''),
    parameters: [...Object.entries(parameters), ['Signature', signature]],
  };
}

const sha256 = (text: string | Buffer): string => hash('sha256', text);
