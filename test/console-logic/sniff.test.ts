import { columnFaults, columnsOf, hasHeader } from '../../console/logic/import-columns.ts';
import { delimiterOf, encodingOf, rowsIn, textOf } from '../../console/logic/sniff.ts';
import { encodeIn } from '../support/legacy-encoder.ts';

/** Files as people of a language have them, in the encodings that their programs write. */
const FILES: Record<string, { text: string; encodings: string[] }> = {
  'a Japanese shop': {
    text: 'メールアドレス,氏名,都道府県\r\ntaro@example.jp,山田 太郎,東京都\r\nhanako@example.jp,鈴木 花子,大阪府\r\n',
    encodings: ['utf-8', 'utf-8 mark', 'utf-16le', 'shift_jis', 'euc-jp'],
  },
  'Japanese names alone': {
    text: 'email;name\ntaro@example.jp;佐藤健一\njiro@example.jp;高橋美咲さん\n',
    encodings: ['utf-8', 'shift_jis', 'euc-jp'],
  },
  'a Japanese list with katakana': {
    text: 'email\tカナ\ntaro@example.jp\tヤマダ タロウ\n',
    encodings: ['shift_jis', 'euc-jp', 'utf-16be'],
  },
  'a Chinese shop': {
    text: '邮箱,姓名,城市\nwang@example.cn,王小明,上海市\nli@example.cn,李晓红,北京市\n',
    encodings: ['utf-8', 'utf-8 mark', 'utf-16le', 'gb18030'],
  },
  'a Chinese newsletter': {
    text: 'email,称呼,备注\nzhang@example.cn,张先生,这是我们的老客户，喜欢秋季新品\n',
    encodings: ['utf-8', 'gb18030'],
  },
  'a list from Taiwan': {
    text: '電子郵件,姓名,地址\nchen@example.tw,陳大文,臺北市信義區\nlin@example.tw,林美玲,高雄市\n',
    encodings: ['utf-8', 'big5'],
  },
  'a Korean shop': {
    text: '이메일,이름,도시\nkim@example.kr,김민수,서울특별시\nlee@example.kr,이영희,부산광역시\n',
    encodings: ['utf-8', 'utf-16le', 'euc-kr'],
  },
  'a German list of Excel': {
    text: 'E-Mail-Adresse;Vorname;Straße\r\nj@example.de;Jürgen;Königsallee 3\r\nb@example.de;Bärbel;Hauptstraße 7\r\n',
    encodings: ['utf-8', 'utf-8 mark', 'windows-1252'],
  },
  'a French list': {
    text: 'courriel|prénom|ville\nrene@example.fr|René|Orléans\nf@example.fr|François|Besançon\n',
    encodings: ['utf-8', 'windows-1252', 'utf-16le'],
  },
  'a Russian list': {
    text: 'почта;имя;город\nivan@example.ru;Иван Петров;Москва\nolga@example.ru;Ольга Иванова;Нижний Новгород\n',
    encodings: ['utf-8', 'windows-1251'],
  },
  'an English list': { text: 'email,name\nann@example.com,Ann\n', encodings: ['utf-8', 'utf-16le'] },
};

function bytesOf(text: string, encoding: string): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-8 mark') return Buffer.from(`\ufeff${text}`);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  const bytes = encodeIn(encoding, text);
  if (bytes === null) throw new Error(`${encoding} cannot write it`);
  return bytes;
}

describe.each(Object.entries(FILES))('%s', (_, { text, encodings }) => {
  it.each(encodings)('in %s is read as it was written', (encoding) => {
    const bytes = bytesOf(text, encoding);
    const found = encodingOf(bytes);
    expect(found).toBe(encoding.replace(' mark', ''));
    expect(textOf(bytes, found)).toBe(text);
    const rows = rowsIn(text, delimiterOf(text), 10);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    expect(columnsOf(rows, hasHeader(rows))[0]?.as).toBe('email');
    expect(columnFaults(columnsOf(rows, hasHeader(rows))).size).toBe(0);
  });
});

it('has files in ten encodings, more than 30 in all', () => {
  const all = Object.values(FILES).flatMap(({ encodings }) => encodings);
  expect(all.length).toBeGreaterThanOrEqual(30);
  expect(new Set(all.map((encoding) => encoding.replace(' mark', ''))).size).toBe(10);
});

it('a letter that is cut where the reading ended makes no UTF-8 another encoding', () => {
  const bytes = Buffer.from('email,氏名\ntaro@example.jp,山田');
  for (let end = bytes.length; end > bytes.length - 6; end -= 1) {
    expect(encodingOf(bytes.subarray(0, end))).toBe('utf-8');
    expect(textOf(bytes.subarray(0, end), 'utf-8')).not.toContain('\ufffd');
  }
});

describe('rows', () => {
  it.each([
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      '"a, ""b""",c\r\n"d\ne",f\r\n',
      [
        ['a, "b"', 'c'],
        ['d\ne', 'f'],
      ],
    ],
    [
      'a,\n\n,b\n',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['"never closed,b\nc', [['never closed,b\nc']]],
    ['a,', [['a', '']]],
    ['', []],
  ])('of %j', (text, rows) => {
    expect(rowsIn(text, ',', 10)).toEqual(rows);
  });

  it('are no more than asked for', () => {
    expect(rowsIn('a\n'.repeat(100_000), ',', 3)).toHaveLength(3);
  });
});

describe('columns', () => {
  it('without a header are found by what they hold', () => {
    const rows = [
      ['Ann', 'ann@example.com'],
      ['Bob', 'bob@example.com'],
      ['Cy', 'unknown'],
    ];
    expect(hasHeader(rows)).toBe(false);
    expect(columnsOf(rows, false).map(({ name, as }) => [name, as])).toEqual([
      ['column1', 'column1'],
      ['column2', 'email'],
    ]);
  });

  it('that are called like the addresses, but are not, get another name', () => {
    const columns = columnsOf(
      [
        ['E-Mail', 'email'],
        ['ann@example.com', 'x'],
      ],
      true,
    );
    expect(columns.map(({ as }) => as)).toEqual(['email', 'email2']);
  });

  it('need one of addresses, and each name once', () => {
    const [first, second] = columnsOf(
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      true,
    );
    if (!first || !second) throw new Error('there are two');
    expect([...columnFaults([first, second])]).toEqual([[-1, 'no-address']]);
    expect([
      ...columnFaults([
        { ...first, as: 'email' },
        { ...second, as: 'email' },
      ]),
    ]).toEqual([[1, 'repeated']]);
    expect(
      columnFaults([
        { ...first, as: 'email' },
        { ...second, as: null },
      ]).size,
    ).toBe(0);
  });
});
