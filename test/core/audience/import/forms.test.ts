import { describe, expect, it } from '@jest/globals';
import type { GivenForm } from '../../../../core/audience/import/import.ts';
import { ImportWorld } from './import-world.ts';

/** Imports a file, and answers the import and the members' data by their addresses. */
async function imported(content: string | Uint8Array, given: Partial<GivenForm> = {}) {
  const world = await ImportWorld.make();
  const importId = await world.upload(content, given);
  await world.invoke(importId);
  return { ...(await world.show(importId)), members: await world.members(), badRows: await world.badRows(importId) };
}

describe('rows', () => {
  it('may lack their last empty cells, and have some more', async () => {
    const content =
      'nick,email,remark\nmira,mira@example.net,\nnoel,noel@example.net\nolga,olga@example.net,prefers text,,\n';
    expect(await imported(content)).toMatchObject({
      added: 3,
      invalid: 0,
      members: { 'noel@example.net': { nick: 'noel', remark: '' }, 'olga@example.net': { remark: 'prefers text' } },
    });
  });

  it('are refused where a value has no column, or the address is among the missing cells', async () => {
    const { refused, badRows } = await imported('nick,email\nx,a@example.net,y\nz\n');
    expect(refused).toEqual({ 'surplus-fields': 1, empty: 1 });
    expect(badRows).toBe(
      '\ufeffrow,reason,code,nick,email\r\n2,"has 3 fields, the header has 2",surplus-fields,x,a@example.net,y\r\n3,has no e-mail address,empty,z\r\n',
    );
  });

  it('lose what nobody sees around values and names of columns', async () => {
    const { members } = await imported('\u200bemail,\u200bname\u2060\n\u202aann@example.net\u202c, Ann\u00a0\u200b\n');
    expect(members).toEqual({ 'ann@example.net': { name: 'Ann' } });
  });

  it('keep their recipient without a value that is too long, and say so', async () => {
    const note = 'n'.repeat(900);
    const { added, invalid, shortened, members, badRows } = await imported(
      `email,name,note\nann@example.net,Ann,${note}\nbob@example.net,Bob,x\n`,
    );
    expect({ added, invalid, shortened }).toEqual({ added: 2, invalid: 0, shortened: 1 });
    expect(members).toEqual({ 'ann@example.net': { name: 'Ann' }, 'bob@example.net': { name: 'Bob', note: 'x' } });
    expect(badRows).toContain('2,"is in the list without ""note""');
  });

  it.each([
    ['Ann <ann@example.net>'],
    ['Smith, Ann <Ann@example.net>'],
    ['"Ann ""A."" Smith" <ann@example.net>'],
    ['ann@example.net <ann@example.net>'],
    ['<ann@example.net>'],
    ['mailto:ann@example.net'],
    ['MAILTO:ann@example.net?subject=Hello'],
    ['ann@example.net.'],
    ['ann@example.net,'],
    ['ann@example.net;'],
    ["'ann@example.net'"],
    ['(ann@example.net)'],
    ['an\u200bn@exam\u00adple.net'],
    ['ａｎｎ＠ｅｘａｍｐｌｅ．ｎｅｔ'],
  ])('mend %s', async (cell) => {
    const { members, refused } = await imported(`name;email\nA;"${cell.replaceAll('"', '""')}"\n`);
    expect({ members, refused }).toEqual({ members: { 'ann@example.net': { name: 'A' } }, refused: {} });
  });

  it.each([
    ['', 'empty'],
    [' \u200b', 'empty'],
    ['ann@example.net, bob@example.net', 'several-addresses'],
    ['ann@example.net bob@example.net', 'several-addresses'],
    ['ann@work.example <ann@home.example>', 'several-addresses'],
    ['änn@example.net', 'letters-before-at'],
    ['太郎@example.net', 'letters-before-at'],
    [`${'y'.repeat(255)}@example.net`, 'address-too-long'],
    ['ann@@example.net', 'no-address'],
    ['ann at example.net', 'no-address'],
    ['ann@localhost', 'no-address'],
    ['n/a', 'no-address'],
    ['mailto:', 'no-address'],
    ['<>', 'no-address'],
  ] as const)('refuse %j as %s', async (cell, fault) => {
    const { refused, invalid, added } = await imported(`name;email\nA;"${cell}"\nB;bob@example.org\n`);
    expect({ refused, invalid, added }).toEqual({ refused: { [fault]: 1 }, invalid: 1, added: 1 });
  });

  it('are one person in either spelling of an internationalized domain', async () => {
    const { added, repeated, members } = await imported('email\nann@bücher.example\nann@xn--bcher-kva.example\n');
    expect({ added, repeated, members }).toEqual({
      added: 1,
      repeated: 1,
      members: { 'ann@xn--bcher-kva.example': null },
    });
  });
});

describe('the file of bad rows', () => {
  it('can be mended and imported as it is', async () => {
    const world = await ImportWorld.make();
    const first = await world.upload("email;phone;balance;note\nann@@example.net;+49 30 1234;-12.50;'=x\n");
    await world.invoke(first);
    const bad = (await world.badRows(first)) ?? '';
    expect(bad).toBe(
      "\ufeffrow;reason;code;email;phone;balance;note\r\n2;is no e-mail address;no-address;ann@@example.net;'+49 30 1234;'-12.50;''=x\r\n",
    );

    const second = await world.upload(bad.replace('@@', '@'));
    await world.invoke(second);
    expect(await world.show(second)).toMatchObject({ added: 1, invalid: 0, columns: ['phone', 'balance', 'note'] });
    expect(await world.members()).toEqual({
      'ann@example.net': { phone: '+49 30 1234', balance: '-12.50', note: "'=x" },
    });
  });

  it('has one row and reason, however often it comes back', async () => {
    const world = await ImportWorld.make();
    const first = await world.upload('email,name\nann,-\nbob@example.net;b,B\n,C\n');
    await world.invoke(first);
    const second = await world.upload((await world.badRows(first)) ?? '');
    await world.invoke(second);
    expect(await world.badRows(second)).toBe(await world.badRows(first));
  });

  it('goes with a list that has such columns of its own', async () => {
    const content = 'row,reason,email\n7,they asked,ann@example.net\n8,they asked,bob\n';
    const world = await ImportWorld.make();
    const first = await world.upload(content);
    await world.invoke(first);
    expect(await world.members()).toEqual({ 'ann@example.net': { row: '7', reason: 'they asked' } });

    const bad = (await world.badRows(first)) ?? '';
    const second = await world.upload(bad.replace(',bob', ',bob@example.net'));
    await world.invoke(second);
    expect(await world.members()).toMatchObject({ 'bob@example.net': { row: '8', reason: 'they asked' } });
  });
});

describe('the columns', () => {
  it.each([
    'Emailadresse',
    'E-Mail-Adresse',
    'Adresse e-mail',
    'Courriel',
    'Correo electrónico',
    'Endereço de e-mail',
    'Indirizzo e-mail',
    'E-mailadres',
    'E-postadress',
    'Sähköpostiosoite',
    'Adres e-mail',
    'E-posta Adresi',
    'Электронная почта',
    'メールアドレス',
    'Ｅメール',
    '电子邮件地址',
    '이메일 주소',
    'Subscriber Email',
    'E-mail 1 - Value',
    'E-mail Address',
    'EMAIL_ADDRESS:',
    '"E-Mail"',
  ])('find the addresses under %s', async (name) => {
    // The values are no addresses, so that only the name tells.
    const { status, emailColumn } = await imported(`Name;${name}\nA;-\n`);
    expect({ status, emailColumn }).toEqual({ status: 'finished', emailColumn: name.replaceAll('"', '') });
  });

  it('find the addresses by their looks where no name tells', async () => {
    expect(await imported('Wer;Kontakt\nAnn;ann@example.net\nBob;Bob <bob@example.net>\n')).toMatchObject({
      emailColumn: 'Kontakt',
      added: 2,
    });
  });

  it('ask for a name where two columns look alike, and take the one that is named', async () => {
    const content = 'Wer;Privat;Arbeit\nAnn;ann@home.example;ann@work.example\n';
    expect(await imported(content)).toMatchObject({ status: 'failed', error: 'no-email-column' });
    expect(await imported(content, { emailColumn: 'arbeit' })).toMatchObject({
      members: { 'ann@work.example': { Wer: 'Ann', Privat: 'ann@home.example' } },
    });
  });

  it('are those that the user names', async () => {
    expect(await imported('email,name,name,x\na@example.net,A,B,C\n', { columns: ['Name', 'x'] })).toMatchObject({
      columns: ['name', 'x'],
      members: { 'a@example.net': { name: 'A', x: 'C' } },
    });
  });

  it.each([{ columns: ['city'] }, { emailColumn: 'city' }])('that are missing end the import: %j', async (given) => {
    expect(await imported('email,name\na@example.net,A\n', given)).toMatchObject({
      status: 'failed',
      error: 'no-such-column',
      reason: 'there is no column "city"; the file has "email", "name"',
      added: 0,
    });
  });

  it('of equal names are numbered', async () => {
    expect((await imported('email,note,note\na@example.net,A,B\n')).members).toEqual({
      'a@example.net': { note: 'A', 'note 2': 'B' },
    });
  });

  it('that nobody has filled do not count', async () => {
    const names = Array.from({ length: 90 }, (_, i) => `c${i}`);
    const cells = names.map((name) => (name === 'c7' || name === 'c88' ? name : ''));
    expect(await imported(`email,${names}\na@example.net,${cells}\n`)).toMatchObject({
      columns: ['c7', 'c88'],
      members: { 'a@example.net': { c7: 'c7', c88: 'c88' } },
    });
  });
});

describe('the header', () => {
  it.each([
    ['sep=;', 'sep=;\nemail;name\nann@example.net;Ann\nx;y\n', ';', 3],
    ['a quoted hint', '"sep=;"\r\nemail;name\r\nann@example.net;Ann\r\nx;y\r\n', ';', 3],
    ['a hint of a tab', 'sep=\t\nemail\tname\nann@example.net\tAnn\nx\ty\n', '\t', 3],
    ['titles', 'Readers, 2026\n\nemail,name\nann@example.net,Ann\nx,y\n', ',', 5],
    ['pipes', 'email|name\nann@example.net|Ann\nx|y\n', '|', 3],
    ['a name with a comma', 'Name, Vorname;E-Mail;name\nMüller, Ann;ann@example.net;Ann\nZ, Y;x;y\n', ';', 3],
    ['semicolons in values', 'email,name\nann@example.net,Ann\nx,y;z;;\n', ',', 3],
  ])('is found with %s', async (_, content, delimiter, badRow) => {
    const { layout, members, badRows } = await imported(content);
    expect(layout?.delimiter).toBe(delimiter);
    expect(members).toMatchObject({ 'ann@example.net': { name: 'Ann' } });
    expect(badRows?.split('\r\n')[1]).toMatch(new RegExp(`^${badRow}[,;\t|]is no e-mail address`));
  });

  it('is cut as the user says', async () => {
    const content = 'email;a,name\nann@example.net;x,Ann\n';
    expect((await imported(content, { delimiter: ',', emailColumn: 'email;a' })).layout?.delimiter).toBe(',');
  });

  it('is missed where the first row has an address', async () => {
    const { error, reason } = await imported('ann@example.net,Ann\nbob@example.net,Bob\n');
    expect(error).toBe('no-email-column');
    expect(reason).toContain('the first row must name the columns, such as "email"; it holds an address');
  });
});

describe('the encoding', () => {
  it('is UTF-8 with a bad byte, and the row of that byte is told', async () => {
    const good = ['Müller', '山田 花子', 'Иванов', 'Łukasz Żółć'].map((name, i) => `${i}@example.net,${name}\n`);
    const content = Buffer.concat([
      Buffer.from(`email,name\n${good.join('')}`),
      Buffer.from('z@example.net,Zo\xe9\n', 'latin1'),
    ]);
    const { encoding, confidence, members, refused, badRows } = await imported(content);
    expect({ encoding, confidence, refused }).toEqual({
      encoding: 'utf-8',
      confidence: 'likely',
      refused: { unreadable: 1 },
    });
    expect(members).toMatchObject({ '0@example.net': { name: 'Müller' }, '1@example.net': { name: '山田 花子' } });
    expect(badRows).toContain(
      '6,has letters that cannot be read in the encoding of the file,unreadable,z@example.net,Zo\ufffd',
    );
  });

  it('is the one that the user names', async () => {
    const content = Buffer.from('email,name\nz@example.net,Zo\xe9\n', 'latin1');
    expect(await imported(content, { encoding: 'iso-8859-7' })).toMatchObject({
      encoding: 'iso-8859-7',
      confidence: 'given',
      members: { 'z@example.net': { name: 'Zoι' } },
    });
  });

  it('is asked for where two readings are as likely, with both', async () => {
    const content = Buffer.from('email,name\nb@example.net,B\xf8\n', 'latin1');
    const { status, error, reason, members } = await imported(content);
    expect({ status, error, members }).toEqual({ status: 'failed', error: 'encoding-unknown', members: {} });
    expect(reason).toMatch(/could be windows-1252 \("Bø"\) or .*; import it again and name its encoding/);
  });
});
