import { afterEach, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MimeComposer } from '../../../adapters/mime/composer.ts';
import { SmtpMailer, type SmtpMailerOptions } from '../../../adapters/smtp/mailer.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';
import { type SmtpScript, startScriptedSmtp } from '../../support/smtp-script.ts';

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp) await close();
  cleanUp = [];
});

const start = async (options: Partial<SmtpMailerOptions> = {}, script: SmtpScript = {}) => {
  const server = await startScriptedSmtp(script);
  const composer = new MimeComposer(new ManualClock(0));
  const mailer = new SmtpMailer({ host: '127.0.0.1', port: server.port, composer, timeoutMs: 5_000, ...options });
  cleanUp.push(async () => {
    mailer.close();
    await server.close();
  });
  return { server, mailer };
};

describe('SmtpMailer', () => {
  it('sends the composed message under the addresses of sender and recipient', async () => {
    const { server, mailer } = await start();

    const outcome = await mailer.handOver(
      outgoingMail({ from: '"News, Inc." <News@Example.com>', text: '.\r\n..dots\n.' }),
    );

    expect(outcome).toEqual({ kind: 'accepted', response: '250 2.0.0 queued as 42' });
    expect(server.commands.slice(1)).toEqual(['MAIL FROM:<news@example.com>', 'RCPT TO:<ann@example.com>', 'DATA']);
    const received = await PostalMime.parse(server.messages.join('').replace(/^\.\./gm, '.'));
    expect(received).toMatchObject({
      from: { name: 'News, Inc.', address: 'news@example.com' },
      subject: 'Hello Ann',
      text: '.\n..dots\n.\n',
      messageId: '<17-kq2b1x-3-49@example.com>',
    });
  });

  it('sends each mail under the address of its own sender', async () => {
    const { server, mailer } = await start();

    const senders = ['A <a@example.com>', 'a@example.com', 'b@example.com', 'no address', 'A <a@example.com>'];
    const kinds = [];
    for (const from of senders) kinds.push((await mailer.handOver(outgoingMail({ from }))).kind);

    expect(kinds).toEqual(['accepted', 'accepted', 'accepted', 'refused', 'accepted']);
    expect(server.commands.filter((command) => command.startsWith('MAIL'))).toEqual(
      ['a', 'a', 'b', 'a'].map((name) => `MAIL FROM:<${name}@example.com>`),
    );
  });

  it('uses a connection again, and never opens more than it may', async () => {
    const { server, mailer } = await start({ maxConnections: 3 });

    await Promise.all(Array.from({ length: 30 }, () => mailer.handOver(outgoingMail())));
    await mailer.handOver(outgoingMail());

    expect(server.messages).toHaveLength(31);
    expect(server.connections).toBe(3);
  });

  it('does with fewer connections when the server refuses more', async () => {
    const reply = '421 4.7.0 too many connections';
    const { server, mailer } = await start({ maxConnections: 2 }, { at: 'connect', turn: { reply }, time: 2 });

    const outcomes = await Promise.all(Array.from({ length: 10 }, () => mailer.handOver(outgoingMail())));

    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    expect([server.messages.length, server.connections]).toEqual([10, 2]);
  });

  it('says how large a mail is, where the server can use it', async () => {
    const { server, mailer } = await start(
      { composer: { compose: () => 'X: y\r\n\r\nz\r\n' } },
      { extensions: ['SIZE'] },
    );

    await mailer.handOver(outgoingMail());

    expect(server.commands[1]).toBe('MAIL FROM:<news@example.com> SIZE=11');
  });

  it('replaces a connection that has carried its mails', async () => {
    const { server, mailer } = await start({ maxConnections: 1, mailsPerConnection: 2 });

    for (let mail = 0; mail < 5; mail += 1) await mailer.handOver(outgoingMail());

    expect([server.messages.length, server.connections]).toEqual([5, 3]);
  });

  it('knows that a mail was not sent when no connection came free in time', async () => {
    const { server, mailer } = await start({ maxConnections: 1, timeoutMs: 300 }, { at: 'message', turn: 'silence' });

    const outcomes = await Promise.all([mailer.handOver(outgoingMail()), mailer.handOver(outgoingMail())]);

    expect(outcomes).toEqual([
      { kind: 'unknown', reason: 'no answer within 300 ms' },
      { kind: 'throttled', reason: 'no answer within 300 ms' },
    ]);
    expect(server.messages).toHaveLength(1);
  });

  it('does not begin a mail in the last quarter of its time, when it could only become unknown', async () => {
    const { server, mailer } = await start(
      { maxConnections: 1, timeoutMs: 600, patience: { message: 500 } },
      { at: 'message', turn: 'silence' },
    );

    const outcomes = await Promise.all([mailer.handOver(outgoingMail()), mailer.handOver(outgoingMail())]);

    expect(outcomes.map(({ kind }) => kind)).toEqual(['unknown', 'throttled']);
    expect(server.messages).toHaveLength(1);
  });

  it('refuses a mail over 10 MB without telling the server of it', async () => {
    const { server, mailer } = await start();
    const content = new Uint8Array(8 * 1024 * 1024);

    const outcome = await mailer.handOver(outgoingMail({ attachments: [{ name: 'a', contentType: null, content }] }));

    expect(outcome).toEqual({ kind: 'refused', reason: 'mail-too-large' });
    expect(server.commands.filter((command) => !command.startsWith('EHLO'))).toEqual([]);
  });

  it.each([
    [{ to: 'ann@example.com> SIZE=1\r\nRCPT TO:<eve@example.com' }, 'the mail cannot be written: to is not an address'],
    [{ from: 'nobody' }, 'the mail cannot be written: from is not an address'],
  ])('refuses %j, which is not one address', async (changes, reason) => {
    const { server, mailer } = await start();

    expect(await mailer.handOver(outgoingMail(changes))).toEqual({ kind: 'refused', reason });
    expect(server.connections).toBe(0);
  });

  it('composes a mail when a connection can take it, and not while it waits', async () => {
    let composed = 0;
    const ahead: number[] = [];
    const composer = {
      compose: () => {
        composed += 1;
        ahead.push(composed - server.messages.length);
        return 'X: y\r\n\r\nz\r\n';
      },
    };
    const { server, mailer } = await start({ composer, maxConnections: 1 }, { extensions: ['PIPELINING'] });

    await Promise.all(Array.from({ length: 20 }, () => mailer.handOver(outgoingMail())));

    expect(composed).toBe(20);
    // The mail under way, and the one whose envelope goes with its end.
    expect(Math.max(...ahead)).toBeLessThanOrEqual(2);
  });

  it.each([[[]], [['PIPELINING']]])(
    'refuses mails that cannot be written, and sends the others: %j',
    async (extensions) => {
      const { server, mailer } = await start({ maxConnections: 1 }, { extensions });
      const mailIds = ['no id', 'a', 'no id', 'no id', 'b', 'c', 'no id'];

      const outcomes = await Promise.all(mailIds.map((mailId) => mailer.handOver(outgoingMail({ mailId }))));

      const refused = { kind: 'refused', reason: 'the mail cannot be written: Error: the mail id is not one' };
      expect(outcomes.map((outcome) => (outcome.kind === 'accepted' ? 'accepted' : outcome))).toEqual(
        mailIds.map((mailId) => (mailId === 'no id' ? refused : 'accepted')),
      );
      expect(server.messages.map((message) => /^X-Mailramp-Mail-Id: (.*)\r$/m.exec(message)?.[1])).toEqual([
        'a',
        'b',
        'c',
      ]);
    },
  );

  it('answers for every mail when it is closed', async () => {
    const { mailer } = await start({ maxConnections: 1 }, { at: 'message', turn: 'silence' });

    const outcomes = [mailer.handOver(outgoingMail()), mailer.handOver(outgoingMail())];
    setImmediate(() => mailer.close());

    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['throttled', 'throttled']);
    expect((await mailer.handOver(outgoingMail())).kind).toBe('throttled');
  });
});
