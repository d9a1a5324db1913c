import { DeployedApi } from './api.ts';
import { holds, type Report, same } from './check.ts';
import type { World } from './world.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
/** What a browser says of a call that the console's own page makes, and of one that another site's page makes. */
const OWN_PAGE = { ...JSON_TYPE, 'sec-fetch-site': 'same-origin' };
const FOREIGN_PAGE = { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' };

/** The web console, and a browser that signs in to it. */
export async function openConsole(report: Report, { standIn, api, outputs }: World): Promise<void> {
  const browser = new DeployedApi(standIn, api.url, null);

  await report.check('serves its console at every address of a page, under its policy', async () => {
    same(outputs.ConsoleUrl, `${api.url}/console`, 'output');
    same((await browser.raw('GET', '/')).headers.location, '/console', 'where / leads');
    for (const path of ['/console', '/console/', '/console/domains/news.test']) {
      const { status, headers, text } = await browser.raw('GET', path);
      same(
        [status, headers['content-type'], headers['cache-control']],
        [200, 'text/html; charset=utf-8', 'no-cache'],
        path,
      );
      holds(text.includes('<div id="root">'), `${path} is the page of the console`);
      const policy = String(headers['content-security-policy']);
      holds(/script-src 'self';.*connect-src 'self' https:\/\/[\w.-]+\.s3\.[\w.-]+;/.test(policy), policy);
      holds(headers['strict-transport-security'] !== undefined, 'over https alone');
    }
  });

  await report.check('serves what its page loads, compressed and for ever', async () => {
    const { text } = await browser.raw('GET', '/console');
    const assets = [...text.matchAll(/"(\/console\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    holds(assets.length >= 2, `a script and a style sheet, got ${assets}`);
    for (const path of assets) {
      const { status, headers } = await browser.raw('GET', path, { headers: { 'accept-encoding': 'gzip, br' } });
      const seen = [status, headers['content-encoding'], headers['cache-control']];
      same(seen, [200, 'br', 'public, max-age=31536000, immutable'], path);
    }
    same((await browser.raw('GET', '/console/assets/main-GONE.js')).status, 404, 'an asset of another version');
  });

  await report.check('signs a browser in, which writes by its cookie, and no page of another site does', async () => {
    const { code } = await api.post<{ code: string }>('/v1/sign-in-codes');
    const signIn = { headers: OWN_PAGE, body: JSON.stringify({ code }) };
    const signedIn = await browser.raw('POST', '/v1/sessions', signIn);
    same(signedIn.status, 201, `sign in (${signedIn.text})`);
    same((await browser.raw('POST', '/v1/sessions', signIn)).status, 401, 'the same code again');
    const [cookie = ''] = String(signedIn.headers['set-cookie']).split(';');
    holds(/^__Host-mailramp=./.test(cookie), `a cookie, got ${cookie.slice(0, 20)}`);
    const write = (headers: Record<string, string>) =>
      browser.raw('POST', '/v1/lists', { headers: { ...headers, cookie }, body: '{"name":"By a cookie"}' });
    same((await write(FOREIGN_PAGE)).status, 403, 'a page of another site');
    same((await write(OWN_PAGE)).status, 201, 'the own page');
    const { items } = await api.get<{ items: { name: string }[] }>('/v1/lists?q=By a cookie');
    same(items.length, 1, 'lists by that name');
    same((await browser.raw('DELETE', '/v1/session', { headers: { ...OWN_PAGE, cookie } })).status, 204, 'sign out');
    same((await browser.raw('GET', '/v1/session', { headers: { cookie } })).status, 401, 'after signing out');
  });
}
