import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ImportWorld } from './import-world.ts';

const FILES = join(__dirname, '../../../data/imports');

/** The right value of each file; of what it does not name, the usual: all rows are added. */
interface Right {
  encoding: string;
  confidence?: 'certain' | 'likely';
  delimiter?: string;
  emailColumn: string;
  added: number;
  repeated?: number;
  refused?: Record<string, number>;
  shortened?: number;
  members: Record<string, Record<string, string> | null>;
}

const RIGHT: Record<string, Right> = {
  'outlook-contacts.csv': {
    encoding: 'windows-1252',
    confidence: 'likely',
    emailColumn: 'E-mail Address',
    added: 2,
    members: {
      'ann@example.net': { 'First Name': 'Ann', 'Last Name': 'Müller', 'Business City': 'Köln' },
      'zoe@example.net': { 'First Name': 'Zoë', 'Last Name': '', 'Business City': '' },
    },
  },
  'google-contacts.csv': {
    encoding: 'utf-8',
    emailColumn: 'E-mail 1 - Value',
    added: 2,
    members: { 'ann@example.net': { 'First Name': 'Ann', 'Phone 1 - Value': '+1 555 0100' } },
  },
  'mailchimp-de.csv': {
    encoding: 'utf-8',
    emailColumn: 'Emailadresse',
    added: 2,
    members: { 'bob@example.net': { Vorname: 'Bob', Nachname: 'Groß', Adresse: '' } },
  },
  'excel-de.csv': {
    encoding: 'windows-1252',
    confidence: 'likely',
    delimiter: ';',
    emailColumn: 'E-Mail-Adresse',
    added: 2,
    members: { 'kaethe@example.net': { Nachname: 'Groß', Vorname: 'Käthe', Ort: 'München' } },
  },
  'excel-sep.csv': {
    encoding: 'utf-8',
    delimiter: ';',
    emailColumn: 'E-Mail',
    added: 1,
    members: { 'ann@example.net': { Name: 'Ann' } },
  },
  'excel-utf8.csv': {
    encoding: 'utf-8',
    delimiter: ';',
    emailColumn: 'E-Mail',
    added: 1,
    members: { 'ann@example.net': { Name: 'Łukasz Żółć' } },
  },
  'excel-unicode-text.txt': {
    encoding: 'utf-16le',
    delimiter: '\t',
    emailColumn: 'E-Mail',
    added: 1,
    members: { 'ann@example.net': { Name: '山田 太郎' } },
  },
  'utf-16-without-mark.csv': {
    encoding: 'utf-16be',
    emailColumn: 'メールアドレス',
    added: 1,
    members: { 'ann@example.net': { 名前: '山田 太郎' } },
  },
  'excel-macintosh.csv': {
    encoding: 'macintosh',
    confidence: 'likely',
    delimiter: ';',
    emailColumn: 'Adresse e-mail',
    added: 2,
    members: { 'helene@example.net': { Prénom: 'Hélène', Ville: 'Besançon' } },
  },
  'excel-ms-dos.csv': {
    encoding: 'ibm850',
    confidence: 'likely',
    delimiter: ';',
    emailColumn: 'E-Mail',
    added: 3,
    members: { 'juergen@example.net': { Name: 'Jürgen Groß' } },
  },
  'excel-ja.csv': {
    encoding: 'shift_jis',
    confidence: 'likely',
    emailColumn: 'メールアドレス',
    added: 3,
    members: {
      'taro@example.net': { 氏名: '山田 太郎', 都道府県: '東京都' },
      '"hana..s"@docomo.ne.jp': { 氏名: '佐藤 花子', 都道府県: '大阪府' },
      '"ichiro."@docomo.ne.jp': { 氏名: 'スズキ イチロー', 都道府県: '京都府' },
    },
  },
  'excel-zh-cn.csv': {
    encoding: 'gb18030',
    confidence: 'likely',
    emailColumn: '电子邮件',
    added: 3,
    members: { 'ouyang@example.net': { 姓名: '欧阳修' } },
  },
  'excel-zh-tw.csv': {
    encoding: 'big5',
    confidence: 'likely',
    emailColumn: '電子郵件',
    added: 3,
    members: { 'huang@example.net': { 姓名: '黃淑芬' } },
  },
  'excel-ko.csv': {
    encoding: 'euc-kr',
    confidence: 'likely',
    emailColumn: '이메일',
    added: 3,
    members: { 'kim@example.net': { 이름: '김민준' } },
  },
  'excel-ru.csv': {
    encoding: 'windows-1251',
    confidence: 'likely',
    delimiter: ';',
    emailColumn: 'Электронная почта',
    added: 2,
    members: { 'olga@example.net': { Имя: 'Ольга Смирнова' } },
  },
  'excel-pl.csv': {
    encoding: 'windows-1250',
    confidence: 'likely',
    delimiter: ';',
    emailColumn: 'Adres e-mail',
    added: 3,
    members: { 'lukasz@example.net': { Imię: 'Łukasz Żółć' } },
  },
  'excel-tr.csv': {
    encoding: 'windows-1254',
    confidence: 'likely',
    delimiter: ';',
    emailColumn: 'E-posta',
    added: 3,
    members: { 'isil@example.net': { Ad: 'Işıl Şahin' } },
  },
  'excel-el.csv': {
    encoding: 'windows-1253',
    confidence: 'likely',
    delimiter: ';',
    emailColumn: 'Email',
    added: 2,
    members: { 'eleni@example.net': { Όνομα: 'Ελένη Νικολάου' } },
  },
  'utf-8-with-a-bad-byte.csv': {
    encoding: 'utf-8',
    confidence: 'likely',
    emailColumn: 'email',
    added: 48,
    refused: { unreadable: 1 },
    members: { 'reader1@example.net': { name: '山田 花子' }, 'reader2@example.net': { name: 'Иванов' } },
  },
  'copied-from-a-web-page.csv': {
    encoding: 'utf-8',
    emailColumn: 'email',
    added: 2,
    members: { 'ann@example.net': { name: 'Ann' }, 'bob@example.net': { name: 'Bob' } },
  },
  'internationalized.csv': {
    encoding: 'utf-8',
    emailColumn: 'email',
    added: 2,
    repeated: 1,
    members: { 'ann@xn--bcher-kva.example': null, 'bob@xn--r8jz45g.xn--zckzah': null },
  },
  'titles.csv': {
    encoding: 'utf-8',
    delimiter: ';',
    emailColumn: 'E-Mail',
    added: 2,
    members: { 'bob@example.net': { 'Name, Vorname': 'Groß, Bob', Ort: '' } },
  },
  'pipes.csv': {
    encoding: 'utf-8',
    delimiter: '|',
    emailColumn: 'email',
    added: 2,
    members: { 'ann@example.net': { customer_id: '1', name: 'Ann; and, Co.' } },
  },
  'missing-cells.csv': {
    encoding: 'utf-8',
    emailColumn: 'email',
    added: 3,
    members: { 'noel@example.net': { nick: 'noel', remark: '' }, 'olga@example.net': { remark: 'prefers text' } },
  },
  'mendable.csv': {
    encoding: 'utf-8',
    delimiter: ';',
    emailColumn: 'Email',
    added: 4,
    refused: { empty: 1, 'several-addresses': 1, 'no-address': 1 },
    members: { 'bob@example.net': { Name: 'B' }, 'cy@example.net': { Name: 'C' }, 'dee@example.net': { Name: 'D' } },
  },
  'long-note.csv': {
    encoding: 'utf-8',
    emailColumn: 'email',
    added: 2,
    shortened: 1,
    members: { 'ann@example.net': { name: 'Ann' }, 'bob@example.net': { name: 'Bob', notes: 'short' } },
  },
  'repeated-names.csv': {
    encoding: 'utf-8',
    emailColumn: 'email',
    added: 1,
    members: { 'ann@example.net': { phone: '1', 'phone 2': '2' } },
  },
  'row-and-reason.csv': {
    encoding: 'utf-8',
    emailColumn: 'email',
    added: 2,
    members: { 'ann@example.net': { row: '7', reason: 'asked us' } },
  },
  'bad-rows-mended.csv': {
    encoding: 'utf-8',
    delimiter: ';',
    emailColumn: 'email',
    added: 1,
    members: { 'ann@example.net': { phone: '+49 30 1234', balance: '-12.50' } },
  },
};

/** Files that are refused whole: the error, and what its reason says. */
const REFUSED: Record<string, [error: string, reason: string]> = {
  'workbook.xlsx': ['not-csv', 'an Excel workbook (.xlsx); save the table as CSV'],
  'workbook.xls': ['not-csv', 'an Excel workbook (.xls)'],
  'compressed.csv.gz': ['not-csv', 'compressed (gzip)'],
  'form.txt': ['not-csv', 'send the bytes of the file alone'],
  'two-readings.csv': ['encoding-unknown', 'windows-1252 ("Bø")'],
};

async function imported(name: string) {
  const world = await ImportWorld.make();
  const importId = await world.upload(readFileSync(join(FILES, name)));
  await world.invoke(importId);
  return { shown: await world.show(importId), members: await world.members() };
}

describe('a file as it comes', () => {
  it.each(Object.entries(RIGHT))('is read right: %s', async (name, right) => {
    const { shown, members } = await imported(name);
    const { encoding, confidence, layout, emailColumn, added, repeated, refused, shortened, invalid } = shown;
    const refusals = right.refused ?? {};
    expect({ encoding, confidence, delimiter: layout?.delimiter, emailColumn }).toEqual({
      encoding: right.encoding,
      confidence: right.confidence ?? 'certain',
      delimiter: right.delimiter ?? ',',
      emailColumn: right.emailColumn,
    });
    expect({ status: shown.status, added, repeated, refused, shortened, invalid }).toEqual({
      status: 'finished',
      added: right.added,
      repeated: right.repeated ?? 0,
      refused: refusals,
      shortened: right.shortened ?? 0,
      invalid: Object.values(refusals).reduce((sum, count) => sum + count, 0),
    });
    expect(members).toMatchObject(right.members);
  });

  it.each(Object.entries(REFUSED))('is refused with what to do: %s', async (name, [error, reason]) => {
    const { shown, members } = await imported(name);
    expect(shown).toMatchObject({ status: 'failed', error, reason: expect.stringContaining(reason) });
    expect(members).toEqual({});
  });

  it('has its right value here, and its origin in the README', () => {
    const files = readdirSync(FILES).filter((name) => name !== 'README.md');
    expect(Object.keys({ ...RIGHT, ...REFUSED }).sort()).toEqual(files.sort());
    const readme = readFileSync(join(FILES, 'README.md'), 'utf8');
    expect(files.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
