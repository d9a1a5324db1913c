import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Instant, SECOND } from '../../core/clock.ts';
import { Problem } from '../../core/problems.ts';

/** The cookie that carries the secret of a session. */
export interface SessionCookie {
  name: string;
  /** Whether it is for https alone. */
  isSecure: boolean;
}

/** That of a deployed product. Browsers take the prefix only from the host itself, over https, for all of its paths. */
export const HOST_COOKIE: SessionCookie = { name: '__Host-mailramp', isSecure: true };

/** That of a product on this machine: cookies do not know ports, and Safari keeps no secure ones for http. */
export const localCookie = (port: string): SessionCookie => ({ name: `mailramp-${port}`, isSecure: false });

/** `Strict`: the page needs no cookie, and its calls come from its own site, also behind a link in a mail. */
const attributesOf = ({ isSecure }: SessionCookie): string =>
  `Path=/; ${isSecure ? 'Secure; ' : ''}HttpOnly; SameSite=Strict`;

export const cookieFor = (cookie: SessionCookie, secret: string, until: Instant, now: Instant): string =>
  `${cookie.name}=${secret}; ${attributesOf(cookie)}; Max-Age=${Math.max(0, Math.floor((until - now) / SECOND))}`;

export const clearedCookie = (cookie: SessionCookie): string => `${cookie.name}=; ${attributesOf(cookie)}; Max-Age=0`;

/** The secret that a request carries; undefined without one. */
export function secretIn({ cookies = [] }: Pick<APIGatewayProxyEventV2, 'cookies'>, cookie: SessionCookie) {
  const start = `${cookie.name}=`;
  return cookies.find((one) => one.startsWith(start))?.slice(start.length);
}

const READS = new Set(['GET', 'HEAD']);

/**
 * Refuses what a page of another origin makes a browser send. Browsers say where a request comes from by
 * `Sec-Fetch-Site`, old ones by `Origin`; what says neither may come from anywhere. Throws `forbidden`.
 */
export function checkSameOrigin(event: APIGatewayProxyEventV2, { isSecure }: SessionCookie): void {
  const { origin, 'sec-fetch-site': site } = event.headers;
  const { domainName, http } = event.requestContext;
  const own = `${isSecure ? 'https' : 'http'}://${domainName}`;
  const isFine = READS.has(http.method)
    ? site !== 'cross-site'
    : site === undefined
      ? origin === own
      : site === 'same-origin';
  if (!isFine) throw new Problem('forbidden', 'a session works on the pages of this product only, not from elsewhere');
}

/** Refuses a body of a type that a form of any page can send. Throws `unsupported-media-type`. */
export function checkJson({ body, headers }: APIGatewayProxyEventV2): void {
  if (body === undefined || body === '') return;
  if (/^application\/json *(;|$)/i.test(headers['content-type'] ?? '')) return;
  throw new Problem('unsupported-media-type', 'with a session a body must be sent as Content-Type: application/json');
}
