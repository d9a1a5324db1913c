import { lookup as lookUp } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Receivers, WebhookAnswer, WebhookRequest } from '../../core/webhooks/receivers.ts';
import { kindOfAddress } from './addresses.ts';

const TIMEOUT_MS = 10_000;

interface Address {
  address: string;
  family: number;
}

/** Every address of a host. Rejects when it has none. */
export type Resolve = (host: string) => Promise<Address[]>;

export interface HttpReceiversOptions {
  /** Whether http to this machine itself is allowed: on one machine, never in a stack. */
  allowLoopback: boolean;
  /** @default the resolver of the system */
  resolve?: Resolve;
}

const NOT_ALLOWED = 'must not lead to a private, loopback or link-local address';

/**
 * Receivers over HTTPS. A host name is resolved and checked when the connection is made, and the connection uses the
 * checked address: a name that resolves differently the next time leads nowhere else (docs/decisions/0017-webhooks.md).
 */
export class HttpReceivers implements Receivers {
  readonly #allowLoopback: boolean;
  readonly #resolve: Resolve;

  constructor({ allowLoopback, resolve }: HttpReceiversOptions) {
    this.#allowLoopback = allowLoopback;
    this.#resolve = resolve ?? ((host) => lookUp(host, { all: true }));
  }

  async refusal(text: string): Promise<string | null> {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'must be an https address';
    if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
    const host = hostOf(url);
    // A name that is not known yet may be known when something is delivered, and is checked then.
    const addresses = await this.#addressesOf(host).catch(() => []);
    if (!addresses.every(({ address }) => this.#mayCall(url, address))) {
      return url.protocol === 'https:' ? NOT_ALLOWED : 'must be an https address';
    }
    return url.protocol === 'https:' || addresses.length > 0 ? null : 'must be an https address';
  }

  async post({ url: text, secret, olderSecret, id, at, body }: WebhookRequest): Promise<WebhookAnswer> {
    const url = new URL(text);
    const host = hostOf(url);
    // Node asks no resolver for a host that is an address.
    if (isIP(host) !== 0 && !this.#mayCall(url, host)) return { kind: 'unreachable', reason: NOT_ALLOWED };
    const date = new Date(at);
    const secrets = olderSecret === undefined ? [secret] : [secret, olderSecret];
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'mailramp-webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1_000)),
      'webhook-signature': secrets.map((one) => new Webhook(one).sign(id, date, body)).join(' '),
    };
    const { promise, resolve } = Promise.withResolvers<WebhookAnswer>();
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      { method: 'POST', headers, agent: false, lookup: this.#lookup(url), signal: AbortSignal.timeout(TIMEOUT_MS) },
      (response) => {
        resolve({ kind: 'answered', status: response.statusCode ?? 0 });
        response.destroy();
      },
    );
    request.on('error', (error) => resolve({ kind: 'unreachable', reason: reasonOf(error) }));
    request.end(body);
    return await promise;
  }

  async #addressesOf(host: string): Promise<Address[]> {
    const family = isIP(host);
    return family === 0 ? await this.#resolve(host) : [{ address: host, family }];
  }

  #mayCall(url: URL, address: string): boolean {
    const kind = kindOfAddress(address);
    if (kind === 'loopback') return this.#allowLoopback;
    return kind === 'public' && url.protocol === 'https:';
  }

  /** Gives the connection only addresses that were checked. */
  #lookup(url: URL): LookupFunction {
    return (host, options, callback) => {
      this.#addressesOf(host).then(
        (addresses) => {
          const [first] = addresses;
          if (!first || !addresses.every(({ address }) => this.#mayCall(url, address))) {
            callback(new Error(NOT_ALLOWED), '', 0);
          } else if (options.all) callback(null, addresses);
          else callback(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => callback(error, '', 0),
      );
    };
  }
}

/** An IPv6 address without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

const reasonOf = (error: Error & { code?: string; cause?: unknown }): string => {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS} ms`;
  return error.message || error.code || 'the connection failed';
};
