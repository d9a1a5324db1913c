import { beforeEach, describe, expect, it } from '@jest/globals';
import { answerInboxPage } from '../../local/inbox-pages.ts';
import { InboxStore, MemoryByteLog } from '../../local/inbox-store.ts';

const AT = '2027-01-05T09:00:07.000Z';

let store: InboxStore;

const add = (to: string, lines: string[]) =>
  store.add(Buffer.from([...lines, ''].join('\r\n')), [to], '2026-11-30T08:00:00.000Z', AT);

const get = (path: string, method = 'GET') =>
  answerInboxPage({ method, url: new URL(`http://127.0.0.1${path}`), body: Buffer.alloc(0) }, store);

const bodyOf = async (path: string): Promise<string> => String((await get(path))?.body ?? '');

const NEWSLETTER = [
  'From: Lantern & Leaf <hello@letters.example>',
  'Subject: =?utf-8?q?Tea_for_you_=3Cscript=3E?=',
  'X-Mailramp-Mail-Id: 7-1-0',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain',
  '',
  'Good morning <b>',
  '--a',
  'Content-Type: text/html',
  '',
  '<p>Good <em>morning</em></p><script>steal()</script>',
  '--a--',
  '--m',
  'Content-Type: text/html; name="price list.html"',
  'Content-Disposition: attachment; filename="price list.html"',
  '',
  '<script>steal()</script>',
  '--m--',
];

beforeEach(async () => {
  store = await InboxStore.open(new MemoryByteLog(1_000_000));
});

describe('the list', () => {
  it('says that there is no mail yet', async () => {
    expect(await bodyOf('/inbox')).toContain('No mail yet.');
  });

  it('shows the newest first, fifty a page, down to the first', async () => {
    for (let i = 1; i <= 101; i += 1) await add(`reader-${i}@example.com`, [`Subject: Number ${i}`, '', 'Hello']);
    const seen: string[] = [];
    for (let path: string | undefined = '/inbox'; path !== undefined; ) {
      const body = await bodyOf(path);
      const numbers = [...body.matchAll(/Number (\d+)</g)].map(([, number]) => number as string);
      expect(numbers.length).toBeLessThanOrEqual(50);
      seen.push(...numbers);
      path = /href="([^"]*before=[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toEqual(Array.from({ length: 101 }, (_, i) => String(101 - i)));
  });

  it('finds the mails to an address, whatever its case', async () => {
    await add('Ann@example.com', ['Subject: For Ann', '', 'Hello']);
    await add('bob@example.com', ['Subject: For Bob', '', 'Hello']);
    const body = await bodyOf('/inbox?to=ann%40EXAMPLE.com');
    expect(body).toContain('For Ann');
    expect(body).not.toContain('For Bob');
  });

  it('escapes what was searched for', async () => {
    const body = await bodyOf('/inbox?to=%22%3E%3Cscript%3E');
    expect(body).not.toContain('<script>');
    expect(body).toContain('&lt;script&gt;');
  });
});

describe('a mail', () => {
  beforeEach(() => add('ann@example.com', NEWSLETTER));

  it('shows headers and both times, with everything escaped', async () => {
    const body = await bodyOf('/inbox/1');
    expect(body).toContain('Tea for you &lt;script&gt;');
    expect(body).toContain('Lantern &amp; Leaf &lt;hello@letters.example&gt;');
    expect(body).toContain('2027-01-05 09:00:07 UTC');
    expect(body).toContain('2026-11-30 08:00:00 UTC');
    expect(body).not.toContain('<script>');
  });

  it('shows its HTML in a frame that runs no script', async () => {
    expect(await bodyOf('/inbox/1')).toMatch(/<iframe src="\/inbox\/1\/html"[^>]* sandbox="(?![^"]*allow-scripts)/);
    const frame = await get('/inbox/1/html');
    expect(frame?.body).toContain('<p>Good <em>morning</em></p>');
    const policy = frame?.headers?.['content-security-policy'] ?? '';
    expect(policy).toMatch(/^sandbox (?!.*allow-(scripts|same-origin|forms))/);
    expect(policy).toContain("default-src 'none'");
  });

  it('shows its text and its source', async () => {
    expect(await bodyOf('/inbox/1?show=text')).toContain('<pre>Good morning &lt;b&gt;');
    expect(await bodyOf('/inbox/1?show=source')).toContain('X-Mailramp-Mail-Id: 7-1-0');
  });

  it('saves its files, and shows none of them', async () => {
    expect(await bodyOf('/inbox/1')).toContain('<a href="/inbox/1/files-0">price list.html</a>');
    expect(await get('/inbox/1/files-0')).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/octet-stream',
        'content-disposition': "attachment; filename*=UTF-8''price%20list.html",
      },
    });
  });

  it('offers what a reader does only where the mail has an id', async () => {
    await add('bob@example.com', ['Subject: Of a stranger', '', 'Hello']);
    expect(await bodyOf('/inbox/1')).toContain('action="/_local/inbox/1/complain"');
    expect(await bodyOf('/inbox/2')).not.toContain('action="/_local');
  });

  it.each(['/inbox/2', '/inbox/x', '/inbox/1/files-1', '/inbox/1/html/x', '/inbox/1/secret', '/inbox/-1'])(
    'is not at %s',
    async (path) => {
      expect(await get(path)).toMatchObject({ status: 404 });
    },
  );

  it('is only read', async () => {
    expect(await get('/inbox/1', 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('leaves other addresses to others', async () => {
    expect(await get('/_local/inbox')).toBeUndefined();
  });
});
