import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { StreamingCsvReader } from '../../../adapters/csv/reader.ts';

const reader = new StreamingCsvReader();

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const bytes = (...values: number[]): Buffer => Buffer.from(values);
const zip = (name: string): Buffer =>
  Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\b\0', 'latin1'), Buffer.from(name)]);

describe('files that are no text', () => {
  it.each([
    ['an Excel workbook', zip('[Content_Types].xml'), 'an Excel workbook (.xlsx)'],
    ['a LibreOffice workbook', zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), '(.ods)'],
    ['an archive', zip('list.csv'), 'an archive (ZIP)'],
    ['an old workbook', bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0), 'an Excel workbook (.xls)'],
    ['gzip', gzipSync('email\nann@example.net\n'), 'compressed (gzip)'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'a PDF'],
    ['a PNG', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'an image'],
    ['a JPEG', bytes(0xff, 0xd8, 0xff, 0xe0), 'an image'],
    ['a web page', Buffer.from('\ufeff<html xmlns:x="urn:schemas-microsoft-com:office:excel">'), 'a web page (HTML)'],
    ['an XML spreadsheet', Buffer.from('<?xml version="1.0"?><Workbook/>'), 'XML'],
    ['address cards', Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\n'), 'address cards (vCard)'],
    ['JSON', Buffer.from('[{"email":"ann@example.net"}]'), 'JSON'],
    ['other bytes', Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 7) % 32)), 'bytes that are no text'],
  ])('are refused, with what to do: %s', async (_, content, what) => {
    const refused = { name: 'FileProblem', error: 'not-csv', message: expect.stringContaining(what) };
    await expect(reader.detectEncoding(whole(content), null)).rejects.toMatchObject(refused);
    // Whatever encoding the user names.
    await expect(reader.detectEncoding(whole(content), 'utf-8')).rejects.toMatchObject(refused);
  });

  it('are told from a form, whose parts a program sent', async () => {
    const form =
      '--------------------------d74496d66958873e\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\nContent-Type: text/csv\r\n\r\nemail\r\nann@example.net\r\n';
    await expect(reader.detectEncoding(whole(Buffer.from(form)), null)).rejects.toMatchObject({
      error: 'not-csv',
      message: expect.stringContaining('curl -T FILE'),
    });
  });

  it('are not seen in a list with a stray zero byte, or in UTF-16', async () => {
    const rows = 'email,name\nann@example.net,Ann\n'.repeat(10);
    expect(await reader.detectEncoding(whole(Buffer.from(`${rows}x\0,y\n`)), null)).toMatchObject({
      encoding: 'utf-8',
    });
    const japanese = 'メールアドレス,名前\nann@example.net,山田 太郎\n';
    for (const [encoding, content] of [
      ['utf-16le', Buffer.from(japanese, 'utf16le')],
      ['utf-16be', Buffer.from(japanese, 'utf16le').swap16()],
    ] as const) {
      expect(await reader.detectEncoding(whole(content), null)).toEqual({ encoding, confidence: 'certain' });
    }
  });
});
