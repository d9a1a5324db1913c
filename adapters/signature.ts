import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { type Instant, iso } from '../core/clock.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface RequestToSign {
  method: 'GET' | 'POST';
  /** Without a query, and with a path that needs no encoding. */
  url: URL;
  /** Signed beside those that AWS demands: names in lower case, values without spaces that a server may drop. */
  headers?: Readonly<Record<string, string>>;
  body: string | Uint8Array;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');
const hmac = (key: string | Buffer | KeyObject, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/**
 * Signs requests to a service of AWS in a Region, Signature Version 4:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * The key derived from a secret holds for a day, and is kept; as a `KeyObject`, as Node makes one of any other key.
 */
export class Signer {
  readonly #region: string;
  readonly #service: string;
  #kept: { secret: string; day: string; key: KeyObject } | null = null;

  /** `service` as AWS names it, e.g. `lambda`. */
  constructor({ region, service }: { region: string; service: string }) {
    this.#region = region;
    this.#service = service;
  }

  /** Headers by which AWS knows who calls; they go out together with those of the request itself. */
  headers({ method, url, headers, body }: RequestToSign, credentials: Credentials, at: Instant) {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const time = iso(at).replace(/[-:]|\.\d+/g, '');
    const day = time.slice(0, 8);
    const own = { 'x-amz-date': time, ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }) };
    const signed = Object.entries({ host: url.host, ...headers, ...own }).sort(([a], [b]) => (a < b ? -1 : 1));
    const names = signed.map(([name]) => name).join(';');
    const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
    const request = [method, url.pathname, '', lines, names, sha256(body)].join('\n');
    const scope = [day, ...this.#scope()].join('/');
    const key = this.#keyOf(secretAccessKey, day);
    const signature = hmac(key, [ALGORITHM, time, scope, sha256(request)].join('\n')).toString('hex');
    const authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return { ...own, authorization };
  }

  #scope(): string[] {
    return [this.#region, this.#service, 'aws4_request'];
  }

  #keyOf(secret: string, day: string): KeyObject {
    if (this.#kept?.secret !== secret || this.#kept.day !== day) {
      const derived = this.#scope().reduce(hmac, hmac(`AWS4${secret}`, day));
      this.#kept = { secret, day, key: createSecretKey(derived) };
    }
    return this.#kept.key;
  }
}
