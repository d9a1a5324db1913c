import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MimeComposer } from '../../../adapters/mime/composer.ts';
import { SmtpMailer, type SmtpMailerOptions } from '../../../adapters/smtp/mailer.ts';
import type { HandOver, OutgoingMail } from '../../../core/mail/mailer.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';
import {
  type ScriptedSmtpServer,
  type SmtpScript,
  type SmtpStep,
  type SmtpTurn,
  startScriptedSmtp,
} from '../../support/smtp-script.ts';

const composer = new MimeComposer(new ManualClock(0));
/** Short, for the rows that wait for it; with what answers, a busy machine has its time. */
const SILENCE_MS = 300;
const ANSWER_MS = 10_000;

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp) await close();
  cleanUp = [];
});

const start = async (script: SmtpScript, options: Partial<SmtpMailerOptions> = {}) => {
  const server = await startScriptedSmtp(script);
  const timeoutMs = script.turn === 'silence' ? SILENCE_MS : ANSWER_MS;
  const mailer = new SmtpMailer({ host: '127.0.0.1', port: server.port, composer, timeoutMs, ...options });
  cleanUp.push(async () => {
    mailer.close();
    await server.close();
  });
  return { server, mailer };
};

const handOver = async (
  script: SmtpScript,
  options: Partial<SmtpMailerOptions> = {},
  mail: Partial<OutgoingMail> = {},
): Promise<{ outcome: HandOver; server: ScriptedSmtpServer }> => {
  const { server, mailer } = await start(script, options);
  return { outcome: await mailer.handOver(outgoingMail(mail)), server };
};

const tries = (server: ScriptedSmtpServer): number => server.commands.filter((line) => line.startsWith('MAIL')).length;

/** A message that does not fit into the buffers between the two ends. */
const LARGE: Partial<OutgoingMail> = {
  attachments: [{ name: 'a.bin', contentType: null, content: new Uint8Array(7_000_000) }],
};

type Row = [step: SmtpStep, turn: SmtpTurn, expected: Partial<HandOver>];

const lost: Row[] = (['drop', 'reset'] as const).flatMap((turn): Row[] => [
  ['connect', turn, { kind: 'throttled' }],
  ['EHLO', turn, { kind: 'throttled' }],
  ['MAIL', turn, { kind: 'deferred' }],
  ['RCPT', turn, { kind: 'deferred' }],
  ['DATA', turn, { kind: 'deferred' }],
  ['message', turn, { kind: 'unknown' }],
]);

const silent: Row[] = [
  ['connect', 'silence', { kind: 'throttled', reason: 'no answer within 300 ms' }],
  ['EHLO', 'silence', { kind: 'throttled', reason: 'no answer within 300 ms' }],
  ['MAIL', 'silence', { kind: 'deferred', reason: 'no answer within 300 ms' }],
  ['RCPT', 'silence', { kind: 'deferred', reason: 'no answer within 300 ms' }],
  ['DATA', 'silence', { kind: 'deferred', reason: 'no answer within 300 ms' }],
  ['message', 'silence', { kind: 'unknown', reason: 'no answer within 300 ms' }],
];

const refused = (step: SmtpStep, reply: string): Row => [step, { reply }, { kind: 'refused', reason: reply }];
const busy = (step: SmtpStep, reply: string): Row => [step, { reply }, { kind: 'deferred', reason: reply }];
const throttled = (step: SmtpStep, reply: string): Row => [step, { reply }, { kind: 'throttled', reason: reply }];

const replies: Row[] = [
  throttled('connect', '554 5.7.1 not welcome'),
  throttled('connect', '421 4.3.2 shutting down'),
  throttled('connect', '421 4.7.0 too many connections'),
  refused('MAIL', '550 5.1.8 sender refused'),
  refused('RCPT', '550 5.1.1 no such mailbox'),
  refused('RCPT', '552 5.2.2 mailbox full'),
  refused('DATA', '554 5.5.1 no'),
  refused('message', '554 5.6.0 this looks like spam'),
  refused('message', '552 5.3.4 message too big'),
  busy('RCPT', '450 4.7.1 greylisted'),
  busy('RCPT', '452 4.2.2 mailbox full'),
  busy('DATA', '451 4.3.0 later'),
  busy('message', '451 4.3.0 later'),
  busy('MAIL', '503 5.5.1 bad sequence of commands'),
  throttled('MAIL', '451 4.3.0 later'),
  throttled('MAIL', '452 4.3.1 out of disk'),
  throttled('RCPT', '452 4.5.3 too many recipients'),
  throttled('RCPT', '450 4.7.1 rate limit exceeded'),
  // Postfix, of a mailbox that it could not ask about: words on one recipient, not on the sender.
  busy('RCPT', '450 4.1.1 <ann@example.com>: Recipient address rejected: unverified address: Address lookup failure'),
  refused('RCPT', '550 5.1.1 <ann@example.com>: Recipient address rejected: unverified address: no such user'),
  refused('RCPT', '550 5.2.1 this mailbox is not verified'),
  refused('RCPT', '550 5.2.2 the daily message limit of this mailbox is reached'),
  refused('message', '550 5.1.1 <ann@example.com>: mailbox not verified'),
  busy('message', '450 4.2.2 <ann@example.com>: daily message limit of the mailbox'),
  throttled('DATA', '421 4.7.0 try again later'),
  throttled('message', '454 4.7.0 Throttling failure: Maximum sending rate exceeded.'),
  throttled('message', '421 4.7.0 closing'),
  [
    'message',
    { reply: '454 Throttling failure: Daily message quota exceeded.' },
    { kind: 'blocked', code: 'account-quota' },
  ],
  ['message', { reply: '550 5.4.5 Daily user sending limit exceeded.' }, { kind: 'blocked', code: 'account-quota' }],
  throttled('MAIL', '530 5.7.0 authentication required'),
  [
    'message',
    {
      reply:
        '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: News <news@example.com>',
    },
    { kind: 'blocked', code: 'domain-not-verified' },
  ],
  [
    'message',
    {
      reply:
        '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: ann@reader.test',
    },
    { kind: 'refused' },
  ],
];

describe.each<[string, string[]]>([
  ['one command at a time', []],
  ['commands in one go', ['PIPELINING', 'SIZE 20000000']],
])('classifySmtpError, against a server that takes %s', (_, extensions) => {
  it.each([...lost, ...silent, ...replies])('at %s, %j: %j', async (at, turn, expected) => {
    const { outcome, server } = await handOver({ at, turn, extensions });

    expect(outcome).toMatchObject(expected);
    expect(tries(server)).toBeLessThanOrEqual(1);
    expect(server.connections).toBe(1);
  });

  it.each<SmtpTurn>(['drop', 'reset', 'silence'])('is certain when the final dot was not written: %s', async (turn) => {
    // Only silence has to be waited for; a busy machine is given its time for the rest.
    const timeoutMs = turn === 'silence' ? 1_000 : 10_000;
    const { outcome, server } = await handOver({ at: 'half-message', turn, extensions }, { timeoutMs }, LARGE);

    expect(outcome.kind).toBe('deferred');
    expect(server.messages).toEqual([]);
  });

  it('is unknown when a small message was lost on the way, as its end was written with it', async () => {
    const { outcome } = await handOver({ at: 'half-message', turn: 'reset', extensions });

    expect(outcome.kind).toBe('unknown');
  });

  it('is certain when the server closed a pooled connection between two mails', async () => {
    const { server, mailer } = await start({ at: 'after-message', turn: 'drop', extensions }, { maxConnections: 1 });

    const first = await mailer.handOver(outgoingMail());
    const second = await mailer.handOver(outgoingMail());

    expect(first.kind).toBe('accepted');
    expect(['accepted', 'deferred']).toContain(second.kind);
    expect(server.messages).toHaveLength(second.kind === 'accepted' ? 2 : 1);
  });
});

describe('classifySmtpError', () => {
  it.each([
    ['535 5.7.8 wrong password', { kind: 'throttled' }],
    ['454 4.7.0 temporary failure', { kind: 'throttled' }],
  ])('hands nothing over while a log-in is refused, in the words of the server: %s', async (reply, expected) => {
    const { outcome } = await handOver(
      { at: 'AUTH', turn: { reply }, extensions: ['AUTH PLAIN'] },
      { logIn: { user: 'me', password: 'secret' } },
    );

    expect(outcome).toMatchObject({ ...expected, reason: reply });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  it('tries later when nothing listens, when the host has no address, and when TLS fails', async () => {
    const { server } = await start({});
    await server.close();
    cleanUp = [];
    const outcomes: HandOver[] = [];
    for (const options of [{ port: server.port }, { port: server.port, host: 'no-such-host.invalid' }]) {
      const mailer = new SmtpMailer({ host: '127.0.0.1', composer, timeoutMs: 3_000, ...options });
      outcomes.push(await mailer.handOver(outgoingMail()));
      mailer.close();
    }
    outcomes.push((await handOver({}, { tls: 'implicit', timeoutMs: 3_000 })).outcome);
    outcomes.push((await handOver({}, { tls: 'required', timeoutMs: 3_000 })).outcome);

    expect(outcomes.map(({ kind }) => kind)).toEqual(['throttled', 'throttled', 'throttled', 'throttled']);
  });

  it('refuses a mail that is larger than the server takes, before it is sent', async () => {
    const { outcome, server } = await handOver({ extensions: ['SIZE 100'] });

    expect(outcome).toEqual({ kind: 'refused', reason: 'mail-too-large' });
    expect(tries(server)).toBe(0);
  });

  it('keeps a reason to 200 characters and one line', async () => {
    const reply = `550-${'a'.repeat(150)}\r\n550 ${'b'.repeat(150)}`;
    const { outcome } = await handOver({ at: 'RCPT', turn: { reply } });

    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringMatching(/^550-a{150} 550 b{40}…$/) });
  });
});
