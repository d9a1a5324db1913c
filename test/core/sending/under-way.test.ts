import { describe, expect, it } from '@jest/globals';
import type { HandOver, OutgoingMail } from '../../../core/mail/mailer.ts';
import { UnderWay } from '../../../core/sending/under-way.ts';

const MB = 1024 * 1024;

const mailOf = (bytes: number): OutgoingMail => ({
  mailId: '1-2-3',
  from: 'news@a.example',
  to: 'reader@b.example',
  replyTo: null,
  subject: 'News',
  html: null,
  text: 'News',
  headers: {},
  attachments: [{ name: 'a.bin', contentType: null, content: new Uint8Array(bytes) }],
});

const ACCEPTED: HandOver = { kind: 'accepted', response: 'ok' };

describe('mails under way', () => {
  it('wait for each other once they hold 24 MB', async () => {
    const underWay = new UnderWay();
    const ends: ((answer: HandOver) => void)[] = [];
    for (let i = 0; i < 5; i += 1) {
      expect(await underWay.makeRoom(mailOf(4 * MB))).toBe(false);
      underWay.add(mailOf(4 * MB), new Promise((end) => ends.push(end)));
    }
    let hasRoom = false;
    const room = underWay.makeRoom(mailOf(4 * MB)).then((waited) => {
      hasRoom = true;
      return waited;
    });
    await new Promise(setImmediate);
    expect(hasRoom).toBe(false);

    ends[3]?.(ACCEPTED);
    expect(await room).toBe(true);
    for (const end of ends) end(ACCEPTED);
    expect(await underWay.answers()).toHaveLength(5);
  });

  it('never wait when one is alone, however large it is', async () => {
    expect(await new UnderWay().makeRoom(mailOf(40 * MB))).toBe(false);
  });
});
