import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Instant, SECOND } from '../clock.ts';

/**
 * The signatures of Tencent Cloud's API 3.0, as its SDKs make them: TC3-HMAC-SHA256 in a header, and the older HmacSHA1
 * and HmacSHA256 among the parameters of a form or a query. What the vendor documents and what the SDKs send differ in
 * host and header values; every form that an SDK sends is taken.
 */

/** What was signed: a request as it arrived. */
export interface SignedRequest {
  method: string;
  path: string;
  /** As it was sent, without the question mark. */
  query: string;
  /** By name in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  /** The decoded parameters of the form (POST) or of the query (GET); empty where the body is JSON. */
  parameters: readonly (readonly [name: string, value: string])[];
}

/** Who claims to have signed a request, and when. */
export interface SignatureClaim {
  secretId: string;
  signedAt: Instant;
  /** Whether the request was signed with this key. Compares in constant time. */
  fits(secretKey: string): boolean;
}

/** Why a claim is not looked at any further. */
export type UnreadableSignature = 'no-authorization' | 'temporary-credentials' | 'no-timestamp' | 'repeated-parameter';

/** How far a request's time may lie from ours, on either side: the vendor's five minutes. */
const MAX_SKEW = 300 * SECOND;

const TC3 = 'TC3-HMAC-SHA256';
const TC3_FORM =
  /^TC3-HMAC-SHA256\s+Credential=([^/\s]+)\/(\d{4}-\d\d-\d\d)\/(\S+)\/tc3_request\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})$/;
const UNSIGNED = 'UNSIGNED-PAYLOAD';
const HASHES: Readonly<Record<string, string>> = { HmacSHA1: 'sha1', HmacSHA256: 'sha256' };

/** Reads who signed a request. Nothing is checked yet but its form. */
export function readSignature(request: SignedRequest): SignatureClaim | UnreadableSignature {
  return request.headers.authorization === undefined ? readParameters(request) : readHeader(request);
}

/** Whether a request is too old, or signed by a clock that runs ahead. `now` is real time, wherever ours travels. */
export const isExpired = ({ signedAt }: Pick<SignatureClaim, 'signedAt'>, now: Instant): boolean =>
  Math.abs(now - signedAt) > MAX_SKEW;

function readHeader(request: SignedRequest): SignatureClaim | UnreadableSignature {
  const { headers } = request;
  const [, secretId, date, service, names, signature] = TC3_FORM.exec(headers.authorization?.trim() ?? '') ?? [];
  if (secretId === undefined || date === undefined || service === undefined || names === undefined)
    return 'no-authorization';
  if ((headers['x-tc-token'] ?? '') !== '') return 'temporary-credentials';
  const timestamp = secondsIn(headers['x-tc-timestamp']);
  if (timestamp === null) return 'no-timestamp';
  const scope = `${date}/${service}/tc3_request`;
  const signed = { signature: signature ?? '', names: names.split(';') };
  return {
    secretId,
    signedAt: timestamp * SECOND,
    fits: (secretKey) =>
      new Date(timestamp * SECOND).toISOString().slice(0, 10) === date &&
      tc3Signatures(request, signed.names, { timestamp, scope }, [`TC3${secretKey}`, date, service]).some((expected) =>
        equal(expected, signed.signature),
      ),
  };
}

/** The signatures that the SDKs would make: they name the host with or without its port, and some lower the values. */
function tc3Signatures(
  request: SignedRequest,
  names: readonly string[],
  { timestamp, scope }: { timestamp: number; scope: string },
  [secret, ...chain]: [string, ...string[]],
): string[] {
  const key = [...chain, 'tc3_request'].reduce<string | Buffer>((from, part) => hmac('sha256', from, part), secret);
  const payload = payloadOf(request);
  return hostsOf(request).flatMap((host) =>
    [(value: string) => value, (value: string) => value.toLowerCase()].map((written) => {
      const lines = names.map((name) => `${name}:${written(name === 'host' ? host : headerOf(request, name))}\n`);
      const query = request.method === 'GET' ? request.query : '';
      const parts = [request.method, request.path, query, lines.join(''), names.join(';'), sha256(payload)];
      const text = [TC3, timestamp, scope, sha256(parts.join('\n'))].join('\n');
      return hmac('sha256', key, text).toString('hex');
    }),
  );
}

function payloadOf({ method, headers, body }: SignedRequest): string | Buffer {
  if (headers['x-tc-content-sha256'] === UNSIGNED) return UNSIGNED;
  return method === 'GET' ? '' : body;
}

const headerOf = ({ headers }: SignedRequest, name: string): string => headers[name]?.trim() ?? '';

const hostsOf = ({ headers }: SignedRequest): string[] => {
  const host = headers.host ?? '';
  return [...new Set([host, host.replace(/:\d+$/, '')])];
};

function readParameters(request: SignedRequest): SignatureClaim | UnreadableSignature {
  const given = new Map(request.parameters);
  if (given.size < request.parameters.length) return 'repeated-parameter';
  const signature = given.get('Signature');
  const secretId = given.get('SecretId');
  const hash = HASHES[given.get('SignatureMethod') ?? 'HmacSHA1'];
  if (!signature || !secretId || hash === undefined) return 'no-authorization';
  if ((given.get('Token') ?? '') !== '') return 'temporary-credentials';
  const timestamp = secondsIn(given.get('Timestamp'));
  if (timestamp === null) return 'no-timestamp';
  return {
    secretId,
    signedAt: timestamp * SECOND,
    fits: (secretKey) => equal(hmac(hash, secretKey, textOf(request)).toString('base64'), signature),
  };
}

/** What the older schemes sign: all parameters but the signature, by name. */
function textOf({ method, path, headers, parameters }: SignedRequest): string {
  const sorted = parameters
    .filter(([name]) => name !== 'Signature')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return `${method}${headers.host ?? ''}${path}?${sorted.join('&')}`;
}

/** Seconds since 1970 that a `Date` can hold; null for anything else. */
const secondsIn = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : null;

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const hmac = (hash: string, key: string | Buffer, text: string): Buffer => createHmac(hash, key).update(text).digest();

function equal(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
