import assert from 'node:assert/strict';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace();
let server: Server;

/** A page of somebody else, without a policy of its own. */
before(async () => {
  server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<title>foreign</title>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => server.close());

/**
 * To a browser another site, and another origin of the same site, to which it sends the cookie: what that one asks for
 * is answered, but the browser does not let it read the answer.
 */
const PAGES = [
  { what: 'another site', host: 'localhost', refused: /^/ },
  { what: 'another port', host: '127.0.0.1', refused: /^(POST|DELETE) / },
];

const lists = async (): Promise<unknown> => place.product.api.get('/v1/lists');

/** What the product answered to a page, as `METHOD path status`. */
function answersTo(page: Page, origin: string): string[] {
  const seen: string[] = [];
  page.on('response', (response) => {
    const { origin: asked, pathname } = new URL(response.url());
    if (asked === origin && pathname.startsWith('/v1/')) {
      seen.push(`${response.request().method()} ${pathname} ${response.status()}`);
    }
  });
  return seen;
}

/** Sends a form, of the kinds that a browser sends without asking first, and waits for what it leads to. */
async function sendForm(page: Page, action: string, type: string, name: string): Promise<void> {
  await page.evaluate(
    ([to, kind, field]) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: to, enctype: kind });
      form.append(Object.assign(document.createElement('input'), { name: field, value: '"}' }));
      document.body.append(form);
      form.submit();
    },
    [action, type, name] as const,
  );
  await page.waitForURL(action);
}

/** Fetches as cunningly as a page can; answers what it got to read. */
const fetchAll = (page: Page, api: string): Promise<string[]> =>
  page.evaluate(async (at) => {
    const body = JSON.stringify({ name: 'stolen' });
    const tries: [path: string, init: RequestInit][] = [
      ['/v1/lists', {}],
      ['/v1/lists', { mode: 'no-cors' }],
      ['/v1/session', {}],
      ['/v1/lists', { method: 'POST', mode: 'no-cors', body }],
      ['/v1/lists', { method: 'POST', body, headers: { 'content-type': 'application/json' } }],
      ['/v1/session', { method: 'DELETE' }],
      ['/v1/sessions', { method: 'POST', mode: 'no-cors', body: JSON.stringify({ apiKey: 'x' }) }],
      ['/_local/clock', { method: 'POST', mode: 'no-cors', body: JSON.stringify({ advance: 'PT24H' }) }],
    ];
    const read: string[] = [];
    for (const [path, init] of tries) {
      const text = await fetch(at + path, { credentials: 'include', ...init }).then(
        (answer) => answer.text(),
        () => '',
      );
      if (text !== '') read.push(`${path}: ${text}`);
    }
    return read;
  }, api);

for (const { what, host, refused } of PAGES) {
  test(`a page of ${what} changes nothing and reads nothing with the cookie of who is signed in`, async () => {
    const listsBefore = await lists();
    const clockBefore = await place.product.api.get<{ offset?: string; now: string }>('/_local/clock');
    await visit(
      place,
      {},
      async (page) => {
        await signIn(place, page, '/lists');
        const { origin } = new URL(place.url);
        const foreign = await page.context().newPage();
        const home = `http://${host}:${(server.address() as AddressInfo).port}/`;
        const answers = answersTo(foreign, origin);
        await foreign.goto(home);
        assert.deepEqual(await fetchAll(foreign, origin), []);
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
          for (const path of ['/v1/lists', '/v1/sessions', '/v1/session/renew', '/v1/account/hold']) {
            await foreign.goto(home);
            await sendForm(foreign, origin + path, type, '{"name":"stolen","x":"');
          }
        }
        assert.ok(answers.length >= 12, 'the forms were sent');
        assert.deepEqual(
          answers.filter((line) => refused.test(line) && !/ 4\d\d$/.test(line)),
          [],
        );
        // The one who is signed in still is, as the same, and nothing is held.
        await page.goto(`${place.url}/settings`);
        await page.locator('main h2').first().waitFor();
        assert.equal(await page.locator('input[name=password]').count(), 0);
      },
      [/./],
    );
    assert.deepEqual(await lists(), listsBefore);
    const { now } = await place.product.api.get<{ now: string }>('/_local/clock');
    assert.ok(Date.parse(now) - Date.parse(clockBefore.now) < 86_400_000, 'the clock was moved');
  });
}

test('no other page shows the console in a frame', async () => {
  await visit(
    place,
    {},
    async (page) => {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const blocked = page.waitForEvent('requestfailed', {
        predicate: (sent) => sent.url() === `${place.url}/sign-in`,
      });
      await page.evaluate(
        (src) => document.body.append(Object.assign(document.createElement('iframe'), { src })),
        `${place.url}/sign-in`,
      );
      const failure = (await blocked).failure();
      assert.equal(failure?.errorText, 'net::ERR_BLOCKED_BY_RESPONSE');
    },
    [/./],
  );
});

test('a foreign name that leads to this machine is refused, whatever it asks for', async () => {
  const { port } = new URL(place.product.url);
  const ask = (path: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, headers };
      request(options, (answer) => resolve(answer.resume().statusCode ?? 0))
        .once('error', reject)
        .end();
    });
  const authorization = `Bearer ${place.product.apiKey}`;
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '169.254.1.1',
  ]) {
    for (const path of [
      '/',
      '/inbox',
      '/console/',
      '/console/sign-in',
      '/v1/lists',
      '/_local/clock',
      '/_local/inbox',
    ]) {
      assert.equal(await ask(path, { host, authorization }), 421, `${host}${path}`);
    }
  }
  assert.equal(await ask('/v1/lists', { host: `127.0.0.1:${port}`, authorization }), 200);
});
