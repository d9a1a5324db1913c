import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { suppressionsPage } from '../../../core/audience/suppressions.ts';
import { DAY } from '../../../core/clock.ts';
import { TablesBusy } from '../../../core/tables.ts';
import { createUnsubscribeLinks } from '../../../core/unsubscribe/links.ts';
import { publicPagesIn } from '../../../lambdas/compose/public.ts';
import { pageResponse } from '../../../lambdas/public/page.ts';
import { chooseLanguage, type Language, WORDS } from '../../../lambdas/public/words.ts';
import { parseUnsubscribe } from '../../../lambdas/queues/messages.ts';
import { codePoint } from '../../support/code-point.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { eventOf, type TestRequest } from '../http/requests.ts';

const START = Date.UTC(2027, 0, 5, 9);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function setUp(email = 'ann@example.com') {
  const errors: string[] = [];
  const log = { info() {}, warn() {}, error: (event: string) => void errors.push(event) };
  const world = memoryWorld(START, { log });
  const { clock, tables, random, eventQueue } = world;
  const pages = publicPagesIn(world);
  const write = await createUnsubscribeLinks(world, '').load();
  const path = write({ email, domain: 'news.test', mailId: '17-0kq2b1x3a-3-49', sentAt: START });
  const call = async (request: Partial<TestRequest> = {}) => {
    const { statusCode, headers = {}, body = '' } = await pages(eventOf({ path, ...request }));
    return { status: statusCode, headers, body };
  };
  const unsubscribed = async () =>
    (await suppressionsPage(tables, { limit: 100, after: null })).suppressions.map(({ email: who }) => who);
  return { clock, tables, random, errors, eventQueue, call, unsubscribed };
}

describe('GET /u/{token}', () => {
  it('asks, and changes nothing, also when a scanner comes again and again', async () => {
    const { call, unsubscribed } = await setUp();
    for (const method of ['GET', 'GET', 'HEAD']) expect((await call({ method })).status).toBe(200);
    const { body } = await call({ query: 'action=unsubscribe&List-Unsubscribe=One-Click' });
    expect(body).toContain('<form method="post">');
    expect(body).toContain('Do you want to stop getting newsletters from <bdi>news.test</bdi>?');
    expect(await unsubscribed()).toEqual([]);
  });

  it('shows which address it is to its owner, and to nobody else', async () => {
    const { body } = await (await setUp('annabel@example.com')).call();
    expect(body).toContain('an•••@example.com');
    expect(body).not.toContain('annabel');
  });

  it('shows what holds when somebody has unsubscribed already', async () => {
    const { call } = await setUp();
    await call({ method: 'POST' });
    const { body } = await call();
    expect(body).toContain(WORDS.en.gone);
    expect(body).toContain('value="undo"');
  });

  it('answers HEAD without a body', async () => {
    expect(await (await setUp()).call({ method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it.each(['/u/', '/u/nonsense', '/u/a/b', `/u/${'A'.repeat(3_000)}`, '/u/<script>', '/u/%00'])(
    'answers %s with a page of the same look',
    async (path) => {
      const { call, unsubscribed } = await setUp();
      for (const method of ['GET', 'POST']) {
        const { status, body, headers } = await call({ path, method });
        expect(status).toBe(404);
        expect(body).toContain(WORDS.en.brokenLink);
        expect(body).not.toContain('<form');
        expect(body).not.toContain(path.slice(3) || 'nothing');
        expect(headers['content-type']).toBe('text/html; charset=utf-8');
      }
      expect(await unsubscribed()).toEqual([]);
    },
  );
});

describe('POST /u/{token}', () => {
  it.each<[string, Partial<TestRequest>]>([
    ['one click as a form', { headers: FORM, rawBody: 'List-Unsubscribe=One-Click' }],
    [
      'one click as multipart',
      {
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        rawBody: Buffer.from(
          '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        ).toString('base64'),
        isBase64Encoded: true,
      },
    ],
    ['the form of the page', { headers: FORM, rawBody: 'action=unsubscribe' }],
    ['no body at all', {}],
    ['a body that is no form', { headers: { 'content-type': 'application/json' }, rawBody: '{"action":"undo"' }],
    ['a very long body', { headers: FORM, rawBody: `action=undo&x=${'x'.repeat(100_000)}` }],
  ])('unsubscribes by %s', async (_, request) => {
    const { call, unsubscribed } = await setUp();
    const { status, body } = await call({ method: 'POST', ...request });
    expect(status).toBe(200);
    expect(body).toContain(WORDS.en.gone);
    expect(await unsubscribed()).toEqual(['ann@example.com']);
  });

  it('says the same as often as it is asked, and tells the recorder once', async () => {
    const { call, unsubscribed, eventQueue } = await setUp();
    const first = await call({ method: 'POST' });
    for (let i = 0; i < 50; i += 1) expect(await call({ method: 'POST' })).toEqual(first);
    expect(await unsubscribed()).toEqual(['ann@example.com']);
    expect(eventQueue.waiting()).toHaveLength(1);

    const undo = { method: 'POST', headers: FORM, rawBody: 'action=undo' };
    const back = await call(undo);
    for (let i = 0; i < 3; i += 1) expect(await call(undo)).toEqual(back);
    expect(await unsubscribed()).toEqual([]);
    expect(eventQueue.waiting()).toHaveLength(1);
  });

  it('offers to take it back for a day, and does nothing of the kind afterwards', async () => {
    const { call, clock, unsubscribed } = await setUp();
    expect((await call({ method: 'POST' })).body).toContain('value="undo"');
    clock.advance(DAY + 1);
    expect((await call()).body).not.toContain('<form');
    const { status, body } = await call({ method: 'POST', headers: FORM, rawBody: 'action=undo' });
    expect(status).toBe(200);
    expect(body).toContain(WORDS.en.gone);
    expect(await unsubscribed()).toEqual(['ann@example.com']);
  });

  it('takes it back by the form of the page, also in base64', async () => {
    for (const isBase64Encoded of [false, true]) {
      const { call, unsubscribed } = await setUp();
      await call({ method: 'POST' });
      const rawBody = isBase64Encoded ? Buffer.from('action=undo').toString('base64') : 'action=undo';
      const { body } = await call({ method: 'POST', headers: FORM, rawBody, isBase64Encoded });
      expect(body).toContain(WORDS.en.back);
      expect(await unsubscribed()).toEqual([]);
    }
  });

  it('does as if for a sample link, and says so', async () => {
    const { call, unsubscribed } = await setUp();
    for (const method of ['GET', 'POST']) {
      expect((await call({ path: '/u/sample', method })).body).toContain(WORDS.en.sample);
    }
    expect(await unsubscribed()).toEqual([]);
  });

  it('unsubscribes also when that cannot be counted, and logs it', async () => {
    const { call, eventQueue, unsubscribed, errors } = await setUp();
    eventQueue.send = async () => {
      throw new Error('down');
    };
    expect((await call({ method: 'POST' })).body).toContain(WORDS.en.gone);
    expect(await unsubscribed()).toEqual(['ann@example.com']);
    expect(errors).toEqual(['unsubscribe-not-counted']);
  });

  it('says what happened in a message that the recorder understands', async () => {
    const { call, eventQueue } = await setUp();
    await call();
    await call({ path: '/u/sample', method: 'POST' });
    expect(eventQueue.take()).toBeUndefined();
    await call({ method: 'POST' });
    expect(parseUnsubscribe(JSON.stringify(eventQueue.take()))).toEqual({
      type: 'unsubscribe',
      mailId: '17-0kq2b1x3a-3-49',
      email: 'ann@example.com',
      domain: 'news.test',
      sentAt: START,
      at: START,
      bounce: null,
      isSuppressedByProvider: false,
    });
    await call({ method: 'POST', headers: FORM, rawBody: 'action=undo' });
    expect(eventQueue.take()).toBeUndefined();
    for (const body of ['', '{', '{"v":1}', '{"eventType":"Send"}']) expect(parseUnsubscribe(body)).toBeNull();
  });

  it('says in words that a fault is ours, and logs it', async () => {
    const { call, tables, errors } = await setUp();
    tables.transact = async () => {
      throw new Error('down');
    };
    const { status, body } = await call({ method: 'POST', headers: { 'accept-language': 'de' } });
    expect(status).toBe(500);
    expect(body).toContain(WORDS.de.fault);
    expect(errors).toEqual(['page-failed']);
  });

  it('says when to come again where the tables are busy', async () => {
    const { call, tables, errors } = await setUp();
    tables.transact = async () => {
      throw new TablesBusy('the tables refused for 20000 ms');
    };
    expect(await call({ method: 'POST' })).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(errors).toEqual([]);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('refuses %s', async (method) => {
    const { call, unsubscribed } = await setUp();
    expect(await call({ method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } });
    expect(await unsubscribed()).toEqual([]);
  });
});

describe('a page', () => {
  it('may load nothing and run nothing but its own style', async () => {
    const { headers, body } = await (await setUp()).call();
    const policy = String(headers['content-security-policy']);
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).not.toMatch(/unsafe|script-src/);
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(body).not.toMatch(/<script|<img|<link|https?:|url\(|\son\w+=|\sstyle=/i);
  });

  it('escapes everything that it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), fc.string({ unit: codePoint }), (a, b) => {
        const title = `<b a="${a}">`;
        const values = { domain: `<i>${a}`, address: `</main>{domain}${b}` };
        const page = { title, paragraphs: [`<p>{domain} {address}${b}`], form: null };
        const { body = '' } = pageResponse(200, 'en', page, values);
        const main = /<main>([\s\S]*)<\/main>/.exec(body)?.[1] ?? '';
        expect(main.replace(/<\/?(h1|p|bdi)>/g, '')).not.toMatch(/[<>"']/);
      }),
    );
  });

  it.each(Object.keys(WORDS) as Language[])('is whole in %s', async (language) => {
    const { call } = await setUp();
    const headers = { 'accept-language': language };
    const words = WORDS[language];
    expect(Object.values(words).every((text) => text.trim() !== '')).toBe(true);
    for (const [name, placeholders] of [
      ['question', 1],
      ['noMore', 1],
      ['goesOn', 1],
      ['concerns', 1],
      ['mistake', 0],
    ] as const) {
      expect(words[name].match(/\{(domain|address)\}/g) ?? []).toHaveLength(placeholders);
    }
    const { body, headers: answered } = await call({ headers });
    expect(body).toContain(`<html lang="${language}"${language === 'ar' ? ' dir="rtl"' : ''}>`);
    expect(body).not.toMatch(/[{}](domain|address)/);
    expect(answered['content-language']).toBe(language);
  });
});

describe('chooseLanguage', () => {
  it.each<[string | undefined, Language]>([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['tlh', 'en'],
    ['de-CH', 'de'],
    ['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
    ['tlh, fr;q=0.5, ko;q=0.7', 'ko'],
    ['nl, fr;q=0.5, ko;q=0.7', 'nl'],
    ['en;q=0, ja', 'ja'],
    ['zh-Hant-TW', 'zh-tw'],
    ['zh-HK,zh;q=0.9', 'zh-tw'],
    ['zh-CN', 'zh'],
    ['zh-Hans-TW', 'zh'],
    ['ES', 'es'],
    ['de;q=nonsense, fr;q=0.1', 'fr'],
    ['constructor, __proto__, fr', 'fr'],
    [',;q=,;;', 'en'],
  ])('reads %j as %s', (header, language) => {
    expect(chooseLanguage(header)).toBe(language);
  });
});
