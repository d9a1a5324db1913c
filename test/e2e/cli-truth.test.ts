import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { callerOf, runCommand } from '../support/cli.ts';
import { Product } from '../support/product.ts';

/** What the command line says is true: exit codes, bars, reasons; and it leaves nothing behind that is not used. */

let product: Product;
let run: ReturnType<typeof callerOf>;
let folder: string;
let ids: { letter: string; wrong: string; readers: string };
const from = ['--from', 'News <news@news.test>', '--subject', 'Hello'];

const pathOf = (name: string) => join(folder, name);

async function newTemplate(name: string, text: string): Promise<string> {
  return (await product.post<{ templateId: string }>('/v1/templates', { name, text })).templateId;
}

async function listOf(name: string, recipients: object[]): Promise<string> {
  const { listId } = await product.post<{ listId: string }>('/v1/lists', { name });
  await product.post(`/v1/lists/${listId}/recipients`, { recipients });
  return listId;
}

const everything = async () => {
  const [lists, templates, tasks] = await Promise.all(
    ['lists', 'templates', 'tasks'].map((name) => product.all<object>(`/v1/${name}`)),
  );
  return { lists: lists?.length, templates: templates?.length, tasks: tasks?.length };
};

beforeAll(async () => {
  product = await Product.start();
  run = callerOf(product);
  folder = mkdtempSync(join(tmpdir(), 'mailramp-cli-'));
  await product.post('/v1/domains', { domain: 'news.test' });
  ids = {
    letter: await newTemplate('Letter', 'Dear reader, {{ unsubscribeUrl }}'),
    wrong: await newTemplate('Wrong', 'Dear {{ First }}'),
    readers: await listOf('Readers', [{ email: 'a@readers.test', data: { First: 'A' } }, { email: 'b@readers.test' }]),
  };
  writeFileSync(pathOf('letter.html'), '<p>Dear {{ name }}, good morning.</p>');
  writeFileSync(pathOf('broken.html'), '<p>Dear {{ name </p>');
  writeFileSync(pathOf('readers.csv'), 'email,name\na@readers.test,A\nnobody,B\nb@readers.test,C\n');
  writeFileSync(pathOf('wrong.csv'), 'name\nAnn\n');
  writeFileSync(pathOf('empty.csv'), '');
});

afterEach(() => {
  for (const name of readdirSync(folder)) if (name.includes('refused')) rmSync(pathOf(name));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await product.remove();
});

describe('a campaign that does not reach everybody', () => {
  const wish = () => [...from, '--template', ids.wrong, '--list', ids.readers];

  it('ends with a code of its own, and says who failed, why, and how many', async () => {
    const { code, lines, errors } = await run(['send', ...wish(), '--yes', '--watch']);
    expect({ code, errors }).toEqual({ code: 3, errors: [] });
    expect(lines.at(-1)).toBe('failed  1 × missing-variable: First');
    const id = /task (\d+)/.exec(lines[0] ?? '')?.[1] ?? '';
    const task = await run(['task', id], { columns: 120 });
    expect(task.code).toBe(0);
    expect(task.lines[0]).toMatch(/^Hello {2}█{15}×{15} {2}50 % {2}1\/2 sent, 1 failed$/);
    expect(task.lines.at(-1)).toBe('failed  1 × missing-variable: First');
    expect((await run(['tasks'])).lines[1]).toMatch(/ finished +1\/2 {2}1 failed$/);
    expect((await run(['task', id, '--watch'])).code).toBe(3);
  });

  it('says so before', async () => {
    const { code, lines } = await run(['send', ...wish(), '--dry-run']);
    expect(code).toBe(3);
    expect(lines).toContain('will fail   1 (missing-variable 1)');
  });
});

describe('an empty value', () => {
  it('is told before, because it leaves a hole in the mail', async () => {
    const list = await listOf('Holes', [
      { email: 'h@readers.test', data: { First: '' } },
      { email: 'i@readers.test', data: { First: 'I' } },
    ]);
    const { code, lines } = await run(['send', ...from, '--template', ids.wrong, '--list', list, '--dry-run']);
    expect(code).toBe(0);
    expect(lines).toContain('empty       First for 1');
  });
});

describe('a campaign that nobody would get', () => {
  const wish = async () => {
    const list = await listOf('Nameless', [{ email: 'n@readers.test' }]);
    return [...from, '--template', ids.wrong, '--list', list];
  };
  const refusal = /^mailramp: nobody would get it: would fail: 1 \(missing-variable 1\)\. Nothing was sent; --force/;

  it.each<[string, string[], boolean | null]>([
    ['without a question', ['--yes'], null],
    ['before it asks', [], true],
  ])('is refused %s', async (_, flags, answer) => {
    const before = await everything();
    const { code, errors } = await run(['send', ...(await wish()), ...flags], { answer });
    expect({ code, errors }).toEqual({ code: 1, errors: [expect.stringMatching(refusal)] });
    expect((await everything()).tasks).toBe(before.tasks);
  });

  it('fails a dry run', async () => {
    expect((await run(['send', ...(await wish()), '--dry-run'])).code).toBe(1);
  });

  it('is sent if the caller insists', async () => {
    const { code, lines } = await run(['send', ...(await wish()), '--yes', '--force', '--watch']);
    expect(code).toBe(3);
    expect(lines.at(-1)).toBe('failed  1 × missing-variable: First');
  });
});

describe('nothing is left behind', () => {
  const files = () => ['--template', pathOf('letter.html'), '--list', pathOf('readers.csv')];

  it.each<[string, () => string[], number, boolean | null]>([
    ['a dry run', () => ['send', ...from, ...files(), '--dry-run'], 0, null],
    ['an answer of no', () => ['send', ...from, ...files()], 0, false],
    ['a refused sender', () => ['send', '--from', 'x@other.test', ...files(), '--yes'], 1, null],
    ['a start in the past', () => ['send', ...from, ...files(), '--at', '2020-01-01T00:00:00Z', '--yes'], 1, null],
    [
      'a template with a fault',
      () => ['send', ...from, '--template', pathOf('broken.html'), '--list', pathOf('readers.csv'), '--yes'],
      1,
      null,
    ],
    [
      'a list that cannot be read',
      () => ['send', ...from, '--template', pathOf('letter.html'), '--list', pathOf('wrong.csv'), '--yes'],
      1,
      null,
    ],
    [
      'a list that is missing',
      () => ['send', ...from, '--template', pathOf('letter.html'), '--list', pathOf('no.csv'), '--yes'],
      2,
      null,
    ],
    ['a failed import', () => ['import', 'Customers', pathOf('wrong.csv')], 1, null],
    ['an import of a directory', () => ['import', 'Customers', folder], 2, null],
    ['an import of nothing', () => ['import', 'Customers', pathOf('empty.csv')], 2, null],
  ])('by %s', async (_, args, expected, answer) => {
    const before = await everything();
    const { code } = await run(args(), { answer });
    expect(code).toBe(expected);
    expect(await everything()).toEqual(before);
  });

  it('by Ctrl-C at the question', async () => {
    const before = await everything();
    const stop = new AbortController();
    const answer = async () => {
      stop.abort();
      throw stop.signal.reason;
    };
    const ended = await run(['send', ...from, ...files()], { answer, signal: stop.signal });
    expect(ended).toMatchObject({ code: 130, errors: [] });
    expect(await everything()).toEqual(before);
  });

  it('but what a sent task needs', async () => {
    const before = await everything();
    const { code, lines } = await run(['send', ...from, ...files(), '--yes']);
    expect(code).toBe(0);
    expect(lines.filter((line) => /^(new|task|note)/.test(line))).toEqual([
      expect.stringMatching(/^new template \d+: letter\.html$/),
      expect.stringMatching(/^new list \d+: readers\.csv$/),
      expect.stringMatching(/^task \d+: Hello$/),
      expect.stringMatching(/^note: the template: html .*unsubscribe/),
    ]);
    const after = await everything();
    expect(after).toEqual({
      lists: (before.lists ?? 0) + 1,
      templates: (before.templates ?? 0) + 1,
      tasks: (before.tasks ?? 0) + 1,
    });
  });
});

describe('an import', () => {
  it('finds the list that it made before, and saves what was refused beside the file', async () => {
    const first = await run(['import', 'Customers', pathOf('readers.csv')]);
    expect(first.lines[0]).toMatch(/^new list \d+: Customers$/);
    const saved = pathOf('readers.refused.csv');
    expect(first.lines.at(-1)).toBe(`the refused rows are in ${saved}, each with its reason`);
    expect(readFileSync(saved, 'utf8')).toMatch(/nobody/);
    const second = await run(['import', 'Customers', pathOf('readers.csv')]);
    expect(second.lines[0]).toBe(first.lines[0]?.replace(/^new /, ''));
    expect(second.lines[1]).toMatch(/0 added, 2 repeated, 1 invalid, finished$/);
    expect(readdirSync(folder)).toContain('readers.refused-2.csv');
  });

  it('says how it read the file, and why rows were refused', async () => {
    const latin = Buffer.from(
      'Mail;Stadt;Notiz\nm@readers.test;M\u00fcnchen;x\n;K\u00f6ln;y\nnobody;Bonn;z\n',
      'latin1',
    );
    writeFileSync(pathOf('latin.csv'), latin);
    const { code, lines } = await run([
      ...['import', 'Towns', pathOf('latin.csv'), '--email-column', 'Mail', '--columns', 'Stadt'],
      ...['--encoding', 'windows-1252', '--delimiter', ';'],
    ]);
    expect(code).toBe(0);
    expect(lines).toEqual(
      expect.arrayContaining([
        'read as  windows-1252 (given)',
        'columns  addresses from Mail, data from Stadt',
        expect.stringMatching(/^refused {2}1 × \S+/),
      ]),
    );
    expect((await run(['lists', 'show', 'Towns'])).lines.at(-1)).toMatch(/\{"Stadt":"München"\}$/);
    const wrong = await run(['import', 'Towns', pathOf('latin.csv'), '--encoding', 'klingon']);
    expect(wrong.errors).toEqual([expect.stringMatching(/^mailramp: --encoding: /)]);
  });

  it('asks which one, where several lists have the name', async () => {
    for (const email of ['c@readers.test', 'd@readers.test']) await listOf('Twice', [{ email }]);
    const { code, errors } = await run(['import', 'Twice', pathOf('readers.csv')]);
    expect({ code, errors }).toEqual({
      code: 2,
      errors: [expect.stringMatching(/^mailramp: there are 2 lists named Twice, so give an id: \d+, \d+$/)],
    });
  });

  it('says what a path is that is no file', async () => {
    expect((await run(['import', 'X', folder])).errors).toEqual([`mailramp: ${folder} is a directory, not a file`]);
  });
});

describe('before a question', () => {
  it('shows sender, subject and a sample, and what should be known', async () => {
    const args = ['send', ...from, '--template', ids.wrong, '--list', ids.readers, '--set', 'First=Reader'];
    const { code, lines } = await run([...args, '--reply-to', 'desk@news.test'], { answer: false });
    expect(code).toBe(0);
    expect(lines).toEqual(
      expect.arrayContaining([
        'from      News <news@news.test>',
        'reply to  desk@news.test',
        'subject   Hello',
        expect.stringMatching(/^sample {4}to [ab]@readers\.test$/),
        expect.stringMatching(/^ {2}│ Dear (A|Reader)$/),
        'recipients  2',
        expect.stringMatching(/^note: the template: .*unsubscribe/),
        'Not sent.',
      ]),
    );
  });

  it('says that everything is held', async () => {
    await product.post('/v1/account/hold');
    try {
      const { lines } = await run(['send', ...from, '--template', ids.letter, '--list', ids.readers, '--dry-run']);
      expect(lines).toContain('note: everything is held (hold-all): nothing is sent until npx mailramp release');
      const sent = await run(['send', ...from, '--template', ids.letter, '--list', ids.readers, '--yes']);
      expect(sent.lines.at(-1)).toMatch(/^note: everything is held/);
      expect((await run(['tasks'])).lines[1]).toMatch(/ hold-all: npx mailramp release$/);
    } finally {
      await product.post('/v1/account/release');
    }
  });
});

describe('what a mail is made of', () => {
  it('takes an address for answers, data, a text, attachments, and no tracking', async () => {
    writeFileSync(pathOf('plain.txt'), 'Dear {{ name }}, {{ season }} {{ year }} {{ unsubscribeUrl }}');
    writeFileSync(pathOf('values.json'), '{"season": "Spring", "year": 2027}');
    const { code, lines } = await run([
      '--json',
      ...['send', ...from, '--template', pathOf('letter.html'), '--text', pathOf('plain.txt'), '--list', ids.readers],
      ...[
        '--reply-to',
        'desk@news.test',
        '--values',
        pathOf('values.json'),
        '--set',
        'season=Autumn',
        '--set',
        'name=N',
      ],
      ...['--attach', pathOf('plain.txt'), '--no-tracking', '--yes'],
    ]);
    expect(code).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        event: 'created',
        replyTo: 'desk@news.test',
        templateData: { season: 'Autumn', year: 2027, name: 'N' },
        tracking: false,
        attachments: [expect.objectContaining({ name: 'plain.txt' })],
      }),
    );
  });
});

describe('faults', () => {
  const wish = () => ['send', ...from, '--template', ids.letter, '--list', ids.readers, '--yes'];

  it.each<[string, () => string[], number, RegExp]>([
    ['--at', () => [...wish(), '--at', 'tomorrow'], 1, /^mailramp: --at: must be a time/],
    ['--template', () => ['send', ...from, '--template', '123', '--list', ids.readers, '--yes'], 1, /--template: /],
    ['--list', () => ['send', ...from, '--template', ids.letter, '--list', '123', '--yes'], 1, /--list: /],
    [
      '--time-zone',
      () => [...wish(), '--at', '2030-01-01T09:00:00Z', '--every', 'day', '--time-zone', 'Mars/Base'],
      1,
      /^mailramp: --time-zone: /,
    ],
    ['--reply-to', () => [...wish(), '--reply-to', 'nobody'], 1, /^mailramp: --reply-to: /],
    ['--set', () => [...wish(), '--set', 'season'], 2, /^mailramp: --set must be a name and a value/],
    ['the file of values', () => [...wish(), '--values', pathOf('letter.html')], 2, /must be a JSON object/],
    ['the name of a list', () => [...wish(), '--list', 'Nowhere'], 2, /there is no list Nowhere: npx mailramp lists/],
    ['the key', () => ['--key', 'wrong', 'tasks'], 1, /^mailramp: the key was refused: .*--key.*\(unauthorized\)$/],
    [
      'the command',
      () => ['taks'],
      2,
      /^mailramp: unknown command 'taks' \(Did you mean .*tasks\?\); see npx mailramp --help$/,
    ],
    [
      'an option',
      () => ['tasks', '--limt', '3'],
      2,
      /^mailramp: unknown option '--limt' .*; see npx mailramp tasks --help$/,
    ],
    [
      'a wrong value',
      () => ['tasks', '--limit', '900'],
      2,
      /^mailramp: option '--limit <n>' argument '900' is invalid\. It must be from 1 to 100; see/,
    ],
    [
      'a missing argument',
      () => ['task'],
      2,
      /^mailramp: missing required argument 'id'; see npx mailramp task --help$/,
    ],
  ])('name %s', async (_, args, code, line) => {
    expect(await run(args())).toEqual({ code, lines: [], errors: [expect.stringMatching(line)] });
  });

  it('let nothing that was said reach the terminal as a command', async () => {
    const { code, errors } = await run(['lists', 'show', 'a\u001b[2Jb']);
    expect(code).toBe(2);
    expect(errors).toEqual(['mailramp: there is no list a [2Jb: npx mailramp lists shows all']);
  });

  it('name the file of outputs that is not there', async () => {
    const { code, errors } = await runCommand(['--outputs', pathOf('no.json'), 'tasks']);
    expect(code).toBe(2);
    expect(errors).toEqual([
      expect.stringMatching(/^mailramp: there is no file .*no\.json: npx cdk deploy --outputs-file/),
    ]);
  });
});
