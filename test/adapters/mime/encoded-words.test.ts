import { describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MimeComposer } from '../../../adapters/mime/composer.ts';

const composer = new MimeComposer(new ManualClock(0));

describe('a subject with what looks like an encoded word', () => {
  it.each([
    '=?UTF-8?B?SGVsbG8=?=',
    'An offer for =?UTF-8?Q?a=20b?= and =?x?=',
    `=?UTF-8?B?SGVsbG8=?= ${'in a long subject '.repeat(8)}=?UTF-8?B?SGVsbG8=?=`,
    'Ünï =?UTF-8?Q?a?= "quoted"',
    'no word: =?',
  ])('is read as it was written: %s', async (subject) => {
    const mail = { mailId: '1-2-3', from: 'news@example.com', to: 'ann@example.com', replyTo: null, subject };
    const message = await composer.compose({ ...mail, html: null, text: 'x', headers: {}, attachments: [] });
    const source = Buffer.from(message).toString();
    expect((await PostalMime.parse(source)).subject).toBe(subject.trim());
    for (const line of source.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
  });
});
