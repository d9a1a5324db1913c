import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerOf } from '../support/cli.ts';
import { Product } from '../support/product.ts';

/** What a campaign needs from its first domain to the last reader, by the command line alone. */

let product: Product;
let run: ReturnType<typeof callerOf>;
let folder: string;

const pathOf = (name: string) => join(folder, name);
/** The first id in what a command says. */
const idIn = (lines: string[]) => /\d{12,}/.exec(lines.join(' '))?.[0] ?? '';

beforeAll(async () => {
  product = await Product.start();
  run = callerOf(product, { columns: 120 });
  folder = mkdtempSync(join(tmpdir(), 'mailramp-cli-'));
  writeFileSync(pathOf('letter.html'), '<p>Dear {{ name }}, good {{ time }}. {{ unsubscribeUrl }}</p>');
  writeFileSync(pathOf('readers.csv'), 'email,name\na@readers.test,Ann\nb@readers.test,Ben\nreject+c@readers.test,C\n');
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await product.remove();
});

describe('keys', () => {
  it('are listed with the day of their last use and the browsers that are signed in', async () => {
    const { lines } = await run(['keys']);
    expect(lines[0]).toMatch(/^KEY +NAME +ROLE +MADE +LAST USED +SIGNED IN$/);
    expect(lines).toContainEqual(expect.stringMatching(/^\w+ +local +admin +\S+ \S+ +\d{4}-\d\d-\d\d +0$/));
    // The key of signed requests, which nobody has used.
    expect(lines).toContainEqual(expect.stringMatching(/^localtencent +local, signing +admin +\S+ \S+ +- +0$/));
  });
});

describe('keys add', () => {
  it('shows a key once, which opens the API; one for signed requests has a pair', async () => {
    const { lines } = await run(['keys', 'add', 'Shop']);
    const apiKey = /mr_\w+/.exec(lines.join('\n'))?.[0] ?? '';
    const session = await fetch(`${product.reached.apiUrl}/v1/session`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(await session.json()).toMatchObject({ name: 'Shop', role: 'sender' });
    const pair = await run(['keys', 'add', 'Mailer', '--role', 'viewer', '--kind', 'tencent']);
    expect(pair.lines.join('\n')).toMatch(/SecretId +AKID\w+\n.*SecretKey +[0-9a-f]{40}\n/);
    expect((await run(['keys', 'add', 'x', '--role', 'king'])).code).toBe(1);
  });
});

describe('domains', () => {
  it('are added with their DNS records, listed, looked at again', async () => {
    expect((await run(['domains'])).lines).toEqual(['No domains: add one with npx mailramp domains add DOMAIN.']);
    const added = await run(['domains', 'add', 'news.test', '--plan', 'conservative', '--level', '3']);
    expect(added.code).toBe(0);
    expect(added.lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^status +verified$/),
        expect.stringMatching(/^plan +conservative, level 3$/),
        'dkim  ok',
        expect.stringMatching(/^ {2}CNAME {2}\S+\._domainkey\.news\.test$/),
        expect.stringMatching(/^ {2}should be {2}\S+/),
      ]),
    );
    await run(['domains', 'add', 'other.test', '--steps', '10,20,40']);
    expect((await run(['domains'])).lines).toEqual([
      expect.stringMatching(/^DOMAIN +STATUS +PLAN +LEVEL +TODAY$/),
      expect.stringMatching(/^(news|other)\.test +verified +/),
      expect.stringMatching(/^(news|other)\.test +verified +/),
    ]);
    expect((await run(['domains', 'show', 'other.test'])).lines).toContainEqual(
      expect.stringMatching(/^plan +custom, level 1$/),
    );
    expect((await run(['domains', 'verify', 'other.test'])).code).toBe(0);
  });

  it('get another plan or level, from today on', async () => {
    const changed = await run(['domains', 'change', 'news.test', '--plan', 'standard', '--level', '2']);
    expect(changed.lines).toContainEqual(expect.stringMatching(/^plan +standard, level 2$/));
    expect(changed.lines).toContainEqual(expect.stringMatching(/^today +0 of 1,000 sent$/));
    expect((await run(['domains', 'change', 'news.test'])).code).toBe(2);
  });

  it('that are not verified are no success', async () => {
    await run(['domains', 'add', 'news.invalid']);
    expect((await run(['domains', 'verify', 'news.invalid'])).code).toBe(1);
  });

  it('are deleted after a question', async () => {
    expect(await run(['domains', 'delete', 'other.test'])).toMatchObject({
      code: 2,
      errors: ['mailramp: there is no terminal to confirm on: add --yes'],
    });
    expect((await run(['domains', 'delete', 'other.test'], { answer: false })).lines).toEqual(['Nothing was done.']);
    expect((await run(['domains', 'delete', 'other.test'], { answer: true })).lines).toEqual(['other.test is deleted']);
    expect((await run(['domains', 'show', 'other.test'])).code).toBe(1);
  });

  it('name the option or argument that is wrong', async () => {
    expect((await run(['domains', 'add', 'not a domain'])).errors).toEqual([
      expect.stringMatching(/^mailramp: domain: must be a host name/),
    ]);
    expect((await run(['domains', 'add', 'x.test', '--plan', 'steep'])).errors).toEqual([
      expect.stringMatching(/^mailramp: --plan: /),
    ]);
    expect((await run(['domains', 'add', 'x.test', '--steps', '10,x'])).code).toBe(2);
  });
});

describe('templates', () => {
  it('are made from a file, listed, shown, previewed and deleted, by name', async () => {
    const made = await run([
      'templates',
      'create',
      pathOf('letter.html'),
      '--name',
      'Letter',
      '--subject',
      'Hi {{ name }}',
    ]);
    expect(made.lines).toEqual([expect.stringMatching(/^new template \d+: Letter$/)]);
    expect((await run(['templates'])).lines[1]).toMatch(/^\d+ +Letter +\S+ \S+ +Hi \{\{ name \}\}$/);
    const shown = await run(['templates', 'show', 'Letter']);
    expect(shown.lines).toEqual(
      expect.arrayContaining([expect.stringMatching(/^variables +name, time$/), '--- html ---']),
    );
    const preview = await run(['templates', 'preview', 'Letter', '--set', 'name=Ann']);
    expect(preview.lines).toEqual([
      'subject  Hi Ann',
      'missing  time: add --set time=…',
      expect.stringMatching(/^Dear Ann, good \{\{ time \}\}\. http/),
    ]);
    expect((await run(['templates', 'preview', 'Letter', '--set', 'name=Ann', '--html'])).lines[0]).toMatch(
      /^<p>Dear Ann/,
    );
    await run(['templates', 'create', pathOf('letter.html'), '--name', 'Rough']);
    expect((await run(['templates', 'change', 'Rough', '--name', 'Spare', '--subject', 'S'])).lines).toEqual([
      expect.stringMatching(/^template \d+: Spare$/),
    ]);
    expect((await run(['templates', 'delete', 'Spare', '--yes'])).lines).toEqual(['Spare is deleted']);
    expect((await run(['templates', 'show', 'Spare'])).errors).toEqual([
      'mailramp: there is no template Spare: npx mailramp templates shows all',
    ]);
  });
});

describe('a test', () => {
  it('goes to a few addresses, from a file that leaves no template', async () => {
    const { code, lines } = await run([
      ...['test-send', 'me@desk.test', 'you@desk.test', '--from', 'news@news.test', '--subject', 'Test'],
      ...['--template', pathOf('letter.html'), '--set', 'name=N', '--set', 'time=day'],
    ]);
    expect(code).toBe(0);
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^me@desk\.test +sent$/),
      expect.stringMatching(/^you@desk\.test +sent$/),
    ]);
    expect((await run(['templates'])).lines).toHaveLength(2);
  });

  it('that does not arrive has a code of its own, and a reason', async () => {
    const { code, lines } = await run([
      'test-send',
      'reject+x@desk.test',
      '--from',
      'news@news.test',
      '--template',
      'Letter',
    ]);
    expect(code).toBe(3);
    expect(lines[1]).toMatch(/^reject\+x@desk\.test +failed +\S+/);
  });
});

describe('lists', () => {
  it('are made, filled, shown with some recipients, and deleted', async () => {
    expect((await run(['lists'])).lines).toEqual(['No lists: fill one with npx mailramp import NAME FILE.']);
    expect((await run(['lists', 'create', 'Empty'])).lines).toEqual([expect.stringMatching(/^new list \d+: Empty$/)]);
    await run(['import', 'Subscribers', pathOf('readers.csv')]);
    expect((await run(['lists', 'rename', 'Subscribers', 'Readers'])).lines).toEqual([
      expect.stringMatching(/^list \d+: Readers$/),
    ]);
    expect((await run(['lists'])).lines).toEqual([
      expect.stringMatching(/^ID +NAME +RECIPIENTS +CREATED$/),
      expect.stringMatching(/^\d+ +Readers +3 /),
      expect.stringMatching(/^\d+ +Empty +0 /),
    ]);
    expect((await run(['lists', 'show', 'Readers'])).lines).toContainEqual(
      expect.stringMatching(/^a@readers\.test +\{"name":"Ann"\}$/),
    );
    expect((await run(['lists', 'delete', 'Empty', '--yes'])).lines).toEqual(['Empty is deleted']);
  });
});

describe('a task', () => {
  let id: string;

  it('takes template and list by their names, and is called by its template where nothing else names it', async () => {
    const sent = await run([
      ...[
        'send',
        '--from',
        'news@news.test',
        '--template',
        'Letter',
        '--list',
        'Readers',
        '--set',
        'time=day',
        '--yes',
      ],
      '--watch',
    ]);
    expect(sent.code).toBe(3);
    expect(sent.lines[0]).toMatch(/^task \d+: Hi \{\{ name \}\}$/);
    expect(sent.lines.at(-1)).toMatch(/^failed {2}1 × \S+/);
    id = idIn(sent.lines);
    expect((await run(['tasks'])).lines[1]).toMatch(new RegExp(`^${id}  Hi .* finished +2/3 +1 failed$`));
    expect((await run(['task', id])).lines).toContainEqual(expect.stringMatching(/^called +Hi \{\{ name \}\}$/));
  });

  it('tells who got it, who did not, and why', async () => {
    const all = await run(['recipients', id]);
    expect(all.lines[0]).toMatch(/^EMAIL +OUTCOME +THEN +WHY$/);
    expect(all.lines).toHaveLength(4);
    const failed = await run(['recipients', id, '--outcome', 'failed']);
    expect(failed.lines.slice(1)).toEqual([expect.stringMatching(/^reject\+c@readers\.test +failed +\S+/)]);
    const one = await run(['recipients', id, '--address', 'a@readers.test']);
    expect(one.lines.slice(1)).toEqual([expect.stringMatching(/^a@readers\.test +sent/)]);
    expect((await run(['recipients', id, '--limit', '1'])).lines.slice(2)).toEqual([
      'these are the first 1: --limit shows more',
    ]);
  });

  it('is sent once more to whom it did not reach', async () => {
    const again = await run(['retry', id, '--watch']);
    expect(again.code).toBe(3);
    expect(again.lines[0]).toMatch(/^Hi \{\{ name \}\} is \w+: once more to those who failed$/);
    expect((await run(['recipients', id])).lines).toHaveLength(2);
  });
});

describe('suppressions', () => {
  it('are made, shown and taken back', async () => {
    expect((await run(['suppress', 'Ann@Readers.test'])).lines).toEqual([
      'ann@readers.test gets no mail any more (manual)',
    ]);
    expect((await run(['suppressions'])).lines).toContainEqual(
      expect.stringMatching(/^ann@readers\.test +manual +\S+ \S+ +all domains$/),
    );
    expect((await run(['unsuppress', 'ann@readers.test'])).code).toBe(0);
    expect((await run(['suppressions'])).lines.join()).not.toMatch(/ann@/);
  });
});

describe('a person', () => {
  it('has what is known about them, and is forgotten', async () => {
    await run(['suppress', 'b@readers.test']);
    const known = await run(['why', 'b@readers.test']);
    expect(known.lines).toEqual([
      expect.stringMatching(/^b@readers\.test gets no mail of any domain since .*Z \(manual\)$/),
      expect.stringMatching(/^AT +TASK +OUTCOME +THEN +WHY$/),
      expect.stringMatching(/^\S+ \S+Z +\d+ +sent +\S*$/),
    ]);
    expect((await run(['why', 'nobody@readers.test'])).lines).toEqual([
      'nobody@readers.test is not suppressed',
      'No mails are on record.',
    ]);
    expect((await run(['forget', 'b@readers.test'], { answer: false })).lines).toEqual(['Nothing was done.']);
    expect((await run(['forget', 'b@readers.test', '--yes'])).lines).toEqual([
      'b@readers.test was erased from Readers',
      'records of single mails that were erased: 0',
      'kept, so that nobody mails them again: manual',
    ]);
    expect((await run(['lists', 'show', 'Readers'])).lines.join()).not.toContain('b@readers.test');
  });
});

describe('a task that is over', () => {
  it('is deleted after a question', async () => {
    const id = idIn((await run(['tasks'])).lines);
    expect((await run(['delete', id], { answer: false })).lines).toEqual(['Nothing was done.']);
    expect((await run(['delete', id, '--yes'])).lines).toEqual([`task ${id} is deleted`]);
    expect((await run(['task', id])).code).toBe(1);
  });
});

describe('time', () => {
  it.each<[string, number]>([
    ['2h', 2],
    ['1d', 24],
    ['PT90M', 1.5],
  ])('moves by %s', async (by, hours) => {
    const before = await product.now();
    const { code, lines } = await run(['travel', by]);
    expect(code).toBe(0);
    expect(lines).toEqual([expect.stringMatching(/^it is .*Z.*; fell due on the way: \d+$/)]);
    const moved = ((await product.now()) - before) / 3_600_000;
    expect(moved).toBeGreaterThanOrEqual(hours);
    expect(moved).toBeLessThan(hours + 0.5);
  });

  it('is not waited for after Ctrl-C', async () => {
    const ended = await run(['travel', '1h'], { signal: AbortSignal.abort() });
    expect(ended).toEqual({ code: 130, lines: [], errors: [] });
  });

  it('is shown, and does not move by what is neither duration nor time', async () => {
    expect((await run(['travel'])).lines).toEqual([expect.stringMatching(/^it is \d{4}-/)]);
    expect(await run(['travel', 'tomorrow'])).toMatchObject({ code: 2, lines: [] });
  });
});

describe('a command of a group that there is not', () => {
  it('is told which there are', async () => {
    expect((await run(['lists', 'shwo'])).errors).toEqual([
      "mailramp: there is no 'lists shwo', but there are show, create, rename, delete; see npx mailramp lists --help",
    ]);
  });
});

describe('help', () => {
  it('shows the version, all commands, and one', async () => {
    expect((await run(['--version'])).lines).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
    expect((await run(['help'])).lines.join('\n')).toMatch(/^Domains:\n {2}domains .* {2}templates .* {2}travel /ms);
    expect((await run(['help', 'retry'])).lines[0]).toMatch(/^Usage: mailramp retry /);
  });
});
