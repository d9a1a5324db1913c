import type { IncomingHttpHeaders } from 'node:http';
import { LocalProblem } from './local-problem.ts';

/** The names under which somebody at this machine calls it. Its port may be another: that of a tunnel. */
const OWN_NAME = /^(127\.0\.0\.1|localhost|\[::1\])$/;
const OWN_SITES: ReadonlySet<string | string[]> = new Set(['same-origin', 'none']);
/** A stream, below `/_local/`, which no other page may hold open. */
export const CONSOLE_NEWS = 'console';
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a web page makes a browser send under a name that it let lead to this machine (DNS rebinding).
 *
 * @throws LocalProblem 421
 */
export function checkHost({ host }: IncomingHttpHeaders): void {
  // Some programs name the whole address, scheme and all.
  const url = host?.startsWith('http://') ? host : `http://${host}`;
  if (host !== undefined && URL.canParse(url) && OWN_NAME.test(new URL(url).hostname)) return;
  const message = 'this port answers to 127.0.0.1, localhost and [::1] only, whatever the name that led here';
  throw new LocalProblem(421, 'misdirected-request', message);
}

/**
 * Refuses what a page of another origin makes a browser send: what only this machine has needs no key, so that no other
 * page may change it, nor hold a stream of it. Programs send neither header.
 *
 * @throws LocalProblem 403
 */
export function checkOrigin(method: string, path: string, headers: IncomingHttpHeaders): void {
  if (READS.has(method) && path !== `/_local/${CONSOLE_NEWS}`) return;
  const { host, origin, 'sec-fetch-site': site } = headers;
  // A browser that says where a request comes from knows better than its origin, which a page may hide.
  const isOwn = site === undefined ? origin === undefined || origin === `http://${host}` : OWN_SITES.has(site);
  if (isOwn) return;
  throw new LocalProblem(403, 'foreign-origin', 'a web page of another origin may not do this');
}
