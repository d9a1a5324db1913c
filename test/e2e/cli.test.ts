import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product } from '../support/product.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
const READERS = 1_200;

interface Ended {
  code: number | null;
  lines: string[];
  errors: string[];
}

let product: Product;
let folder: string;

beforeAll(async () => {
  product = await Product.start();
  folder = mkdtempSync(join(tmpdir(), 'mailramp-cli-'));
  const rows = Array.from({ length: READERS }, (_, i) => `reader${i}@readers.test,Reader ${i}`);
  writeFileSync(join(folder, 'readers.csv'), `email,name\n${rows.join('\n')}\nnobody,X\n`);
  writeFileSync(join(folder, 'hello.html'), '<p>Good morning, {{ name }}.</p>');
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await product.remove();
});

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

const starts = (args: string[], environment: Record<string, string> = {}) =>
  spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function ended(child: ReturnType<typeof starts>): Promise<Ended> {
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, lines: linesOf(out), errors: linesOf(errors) };
}

/** The command line as a person calls it, in the folder with the files. */
const run = (...args: string[]): Promise<Ended> => ended(starts(['--data', product.directory, ...args]));

/** The same for a program: an object a line. */
async function runJson<Row>(...args: string[]): Promise<Row[]> {
  const { code, lines, errors } = await run('--json', ...args);
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  return lines.map((line) => JSON.parse(line));
}

describe('the self-test', () => {
  it('says that a domain is missing, and sends nothing', async () => {
    const { code, lines } = await run('self-test');
    expect(code).toBe(1);
    expect(lines).toContain('missing  domain       no domain yet: add one with npx mailramp domains add DOMAIN');
    expect((await product.inbox()).length).toBe(0);
  });

  it('follows three mails all the way round, and leaves nobody suppressed and no sending day', async () => {
    await product.post('/v1/domains', { domain: 'news.test' });
    const { code, lines, errors } = await run('self-test');
    expect({ code, errors }).toEqual({ code: 0, errors: [] });
    expect(lines.map((line) => line.replace(/\d+ s$/, 'n s'))).toEqual([
      expect.stringMatching(/^ok {7}account /),
      'ok       domain       news.test is verified',
      'ok       dns          DKIM, SPF and DMARC are in place',
      'ok       acceptance   3 mails were accepted',
      'ok       delivery     came round within n s',
      'ok       bounce       came round within n s',
      'ok       complaint    came round within n s',
      'ok       unsubscribe  came round within n s',
      'Everything came round.',
    ]);
    expect(await product.all('/v1/suppressions')).toEqual([]);
    const warmUp = await product.get<{ sent: number; other: number; level: number }>('/v1/domains/news.test/warm-up');
    expect(warmUp).toMatchObject({ sent: 0, other: 3, level: 1 });
  });

  it('tells programs each check and the verdict', async () => {
    const events = await runJson<{ event: string }>('self-test', '--domain', 'news.test');
    expect(events.slice(0, -1).every(({ event }) => event === 'check')).toBe(true);
    expect(events.at(-1)).toEqual({ event: 'verdict', verdict: 'passed', domain: 'news.test' });
  });
});

describe('a campaign', () => {
  const wish = ['--from', 'News <news@news.test>', '--subject', 'Hello {{ name }}', '--name', 'Hello'];
  let taskId: string;

  it('is shown before it is sent, from files', async () => {
    const { code, lines } = await run(
      'send',
      ...wish,
      '--template',
      'hello.html',
      '--list',
      'readers.csv',
      '--dry-run',
    );
    expect(code).toBe(0);
    expect(lines).toContainEqual(expect.stringMatching(/1,201 rows, 1,200 added, 0 repeated, 1 invalid, finished$/));
    expect(lines).toContain('recipients  1,200');
    expect(lines).toContainEqual(expect.stringMatching(/^\d{4}-\d\d-\d\d {2}500 mails$/));
    for (const made of ['tasks', 'lists', 'templates']) expect(await product.all(`/v1/${made}`)).toEqual([]);
  });

  it('is not sent where nobody can be asked', async () => {
    const { code, errors } = await run('send', ...wish, '--template', '1', '--list', '2');
    expect(code).toBe(2);
    expect(errors).toEqual([expect.stringContaining('add --yes to send, or --dry-run to look only')]);
  });

  it('is sent, watched over its days, and ends well', async () => {
    await product.post('/v1/templates', { name: 'Hello', html: '<p>Good morning, {{ name }}.</p>' });
    expect((await run('import', 'Everybody', 'readers.csv')).code).toBe(0);
    const [list] = await product.all<{ listId: string }>('/v1/lists');
    const [template] = await product.all<{ templateId: string }>('/v1/templates');
    const ids = ['--template', template?.templateId ?? '', '--list', list?.listId ?? ''];
    const [made] = await runJson<{ event: string; taskId: string }>('send', ...wish, ...ids, '--yes');
    expect(made).toMatchObject({ event: 'created' });
    taskId = made?.taskId ?? '';

    const child = starts(['--data', product.directory, 'task', taskId, '--watch']);
    const watched = ended(child);
    for (let shown = ''; !shown.includes('parked'); ) shown += String((await once(child.stdout, 'data'))[0]);
    const paused = await run('task', taskId);
    expect(paused.lines).toContainEqual(
      expect.stringMatching(/^status +paused: 700 parked \(warm-up-quota\), goes on/),
    );
    await product.advance('PT24H5M');
    const { code, lines } = await watched;
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(/^Hello +finished +1,200 of 1,200 sent$/);
  });

  it('is listed in lines of 80 columns, or as objects', async () => {
    const { lines } = await run('tasks');
    expect(lines).toEqual([
      expect.stringMatching(/^ID +NAME +STATUS +SENT +NOTE$/),
      expect.stringMatching(new RegExp(`^${taskId}  Hello  finished  1,200/1,200`)),
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(await runJson('tasks')).toMatchObject([{ taskId, status: 'finished', counts: { sent: READERS } }]);
  });

  it('shows the ramp with its days', async () => {
    const { code, lines } = await run('warm-up', 'news.test');
    expect(code).toBe(0);
    expect(lines).toContain('plan    standard, level 2 of 20, by sending-days');
    expect(lines).toContain('today   700 of 1,000 sent, 300 left');
    expect(lines).toContainEqual(expect.stringMatching(/^ *500┤●/));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('can be made to recur, and be cancelled', async () => {
    const [list] = await product.all<{ listId: string }>('/v1/lists');
    const [template] = await product.all<{ templateId: string }>('/v1/templates');
    const at = new Date((await product.now()) + 3_600_000).toISOString();
    const ids = ['--template', template?.templateId ?? '', '--list', list?.listId ?? ''];
    const when = ['--at', at, '--every', 'week', '--yes'];
    const [made] = await runJson<{ taskId: string }>('send', ...wish, ...ids, ...when);
    expect(made).toMatchObject({
      type: 'recurring',
      recurrence: { every: 'week', at: at.slice(11, 16) },
      timeZone: 'UTC',
    });
    expect((await run('cancel', made?.taskId ?? '')).lines).toEqual(['Hello is cancelled']);
  });
});

describe('an import', () => {
  it('fills a new list, and says where the bad rows are', async () => {
    const { code, lines } = await run('import', 'Readers', 'readers.csv');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^new list \d+: Readers$/);
    expect(lines[1]).toMatch(/1,200 added, 0 repeated, 1 invalid, finished$/);
    expect(lines.at(-1)).toMatch(/^the refused rows are in readers\.refused.*\.csv, each with its reason$/);
  });

  it('fails with the reason when the file is no such CSV', async () => {
    writeFileSync(join(folder, 'wrong.csv'), 'name\nAnn\n');
    const { code, lines } = await run('import', 'Readers', 'wrong.csv');
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatch(/^mailramp: .*email/);
  });
});

describe('what is wrong', () => {
  it.each<[string[], number, RegExp]>([
    [
      ['send', '--from', 'x@other.test', '--template', '1', '--list', '2', '--yes'],
      1,
      /^mailramp: --from: .*other\.test/,
    ],
    [['task', '12345'], 1, /^mailramp: .*\(not-found\)$/],
    [['import', 'Readers', 'missing.csv'], 2, /^mailramp: there is no file missing\.csv$/],
    [['tasks', '--limit', '900'], 2, /--limit/],
    [['send', '--from', 'x'], 2, /--template/],
    [['frobnicate'], 2, /unknown command/],
    [['--key', 'wrong', 'tasks'], 1, /\(unauthorized\)$/],
  ])('%j ends with %d and one line', async (args, expected, line) => {
    const { code, lines, errors } = await run(...args);
    expect({ code, lines }).toEqual({ code: expected, lines: [] });
    expect(errors).toEqual([expect.stringMatching(line)]);
  });

  it('says where it has looked when there is no product', async () => {
    const { code, errors } = await ended(starts(['tasks']));
    expect(code).toBe(2);
    expect(errors).toEqual([expect.stringMatching(/^mailramp: no product found: start one with npm start/)]);
  });

  it('says that nobody answers', async () => {
    const { code, errors } = await ended(
      starts(['tasks'], { MAILRAMP_URL: 'http://127.0.0.1:9', MAILRAMP_API_KEY: 'k' }),
    );
    expect(code).toBe(1);
    expect(errors).toEqual([expect.stringMatching(/^mailramp: http:\/\/127\.0\.0\.1:9 cannot be reached/)]);
  });
});

describe('the switch', () => {
  it('holds everything, is shown, and lets it go on', async () => {
    expect((await run('hold-all')).lines[0]).toMatch(/^held +yes: hold-all since .*; nothing is sent until/);
    const { code, lines } = await run('self-test');
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^missing +account +everything is held \(hold-all\)/);
    expect(await runJson('release')).toMatchObject([{ hold: null }]);
    expect((await run('account')).lines).toEqual(expect.arrayContaining([expect.stringMatching(/^held +no$/)]));
  });
});

describe('the end by Ctrl-C', () => {
  it('is quiet, and has a code of its own', async () => {
    const at = new Date((await product.now()) + 3_600_000).toISOString();
    const [list] = await product.all<{ listId: string }>('/v1/lists');
    const [template] = await product.all<{ templateId: string }>('/v1/templates');
    const references = { listId: list?.listId, templateId: template?.templateId };
    const task = { type: 'timed', startAt: at, from: 'n@news.test', subject: 'S', ...references };
    const made = await product.post<{ taskId: string }>('/v1/tasks', task);
    const child = starts(['--data', product.directory, 'task', made.taskId, '--watch']);
    const over = ended(child);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await over).toMatchObject({ code: 130, errors: [] });
  });
});

describe('a reader that has seen enough', () => {
  it('ends the command without a word', async () => {
    const child = starts(['--data', product.directory, 'self-test', '--domain', 'news.test']);
    const over = ended(child);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await over).toMatchObject({ code: 0, errors: [] });
  });
});

describe('outputs', () => {
  it('names the product that is used and where it was found, never the key', async () => {
    const { lines } = await run('outputs');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^url {2}http:\/\/127\.0\.0\.1:\d+ {2}\(.*local\.json\)$/);
    expect(lines[1]).toMatch(/^key {2}from .*local\.json$/);
  });
});
