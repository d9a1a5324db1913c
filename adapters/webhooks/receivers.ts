import { lookup as lookUp } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Clock } from '../../core/clock.ts';
import type { Receivers, WebhookAnswer, WebhookRequest } from '../../core/webhooks/receivers.ts';
import { SystemClock } from '../system-clock.ts';
import { kindOfAddress } from './addresses.ts';

const TIMEOUT_MS = 10_000;

/** Ports of a receiver on the internet: that of https, and those that services of the system do not have. */
const HTTPS_PORT = 443;
const FIRST_FREE_PORT = 1_024;

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
  /**
   * Receivers compare a signature's time with their own, so that it is real, also where the product's clock travels.
   *
   * @default the time of the machine
   */
  clock?: Pick<Clock, 'now'>;
  /** How long an answer may take. @default 10 seconds */
  timeoutMs?: number;
}

const NOT_ALLOWED = 'must not lead to a private, loopback or link-local address';

/**
 * Receivers over HTTPS. A host name is resolved and checked when the connection is made, and the connection uses the
 * checked address: a name that resolves differently the next time leads nowhere else (docs/decisions/0017-webhooks.md).
 */
export class HttpReceivers implements Receivers {
  readonly #allowLoopback: boolean;
  readonly #resolve: Resolve;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #timeoutMs: number;

  constructor({ allowLoopback, resolve, clock, timeoutMs = TIMEOUT_MS }: HttpReceiversOptions) {
    this.#allowLoopback = allowLoopback;
    this.#resolve = resolve ?? ((host) => lookUp(host, { all: true }));
    this.#clock = clock ?? new SystemClock();
    this.#timeoutMs = timeoutMs;
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
    if (url.protocol === 'http:') return addresses.length > 0 ? null : 'must be an https address';
    const port = Number(url.port || HTTPS_PORT);
    return port === HTTPS_PORT || port >= FIRST_FREE_PORT ? null : 'must have the port 443, or one from 1024';
  }

  async post({ url: text, secret, olderSecret, id, body }: WebhookRequest): Promise<WebhookAnswer> {
    const url = new URL(text);
    const host = hostOf(url);
    // Node asks no resolver for a host that is an address.
    if (isIP(host) !== 0 && !this.#mayCall(url, host)) return { kind: 'unreachable', reason: NOT_ALLOWED };
    const at = this.#clock.now();
    const secrets = olderSecret === undefined ? [secret] : [secret, olderSecret];
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'mailramp-webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1_000)),
      'webhook-signature': secrets.map((one) => new Webhook(one).sign(id, new Date(at), body)).join(' '),
    };
    const { promise, resolve } = Promise.withResolvers<WebhookAnswer>();
    const answered = (response: IncomingMessage): void =>
      resolve({ kind: 'answered', status: response.statusCode ?? 0 });
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      { method: 'POST', headers, agent: false, lookup: this.#lookup(url), signal },
      (response) => {
        answered(response);
        response.destroy();
      },
    );
    // A receiver that answers "switching protocols" gets no connection of another kind.
    request.on('upgrade', (response, socket) => {
      answered(response);
      socket.destroy();
    });
    request.on('error', (error) => resolve({ kind: 'unreachable', reason: this.#reasonOf(error) }));
    // Whatever else a receiver may think of: the connection ends at the latest with its time.
    request.on('close', () => resolve({ kind: 'unreachable', reason: 'the connection was closed without an answer' }));
    request.end(body);
    return await promise;
  }

  #reasonOf(error: Error & { code?: string }): string {
    if (error.name === 'AbortError' || error.name === 'TimeoutError') return `no answer within ${this.#timeoutMs} ms`;
    return error.message || error.code || 'the connection failed';
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
