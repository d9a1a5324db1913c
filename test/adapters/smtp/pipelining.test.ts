import { afterEach, describe, expect, it } from '@jest/globals';
import { Conversation } from '../../../adapters/smtp/conversation.ts';
import { SmtpMailer, type SmtpMailerOptions } from '../../../adapters/smtp/mailer.ts';
import { PATIENCE } from '../../../adapters/smtp/patience.ts';
import { PendingMail } from '../../../adapters/smtp/pending-mail.ts';
import { dial, openSession } from '../../../adapters/smtp/session.ts';
import type { HandOver } from '../../../core/mail/mailer.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';
import { startCuttingProxy } from '../../support/smtp-cut.ts';
import { type SmtpScript, startScriptedSmtp } from '../../support/smtp-script.ts';

const PIPELINING = ['PIPELINING'];
const LINES = 'X: y\r\n\r\n..dot\r\n';

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.reverse()) await close();
  cleanUp = [];
});

const start = async (script: SmtpScript, options: Partial<SmtpMailerOptions> = {}) => {
  const server = await startScriptedSmtp(script);
  const proxy = await startCuttingProxy(server.port);
  const mailer = new SmtpMailer({
    host: '127.0.0.1',
    port: proxy.port,
    composer: { compose: () => 'X: y\r\n\r\n.dot\r\n' },
    maxConnections: 1,
    timeoutMs: 10_000,
    ...options,
  });
  cleanUp.push(server.close, proxy.close, async () => mailer.close());
  const handOver = (...names: string[]): Promise<HandOver[]> =>
    Promise.all(names.map((name) => mailer.handOver(outgoingMail({ to: `${name}@example.com` }))));
  return { server, proxy, handOver };
};

const envelope = (name: string): string => `MAIL FROM:<news@example.com>\r\nRCPT TO:<${name}@example.com>\r\nDATA\r\n`;

const pendingTo = (name: string): PendingMail => {
  const letter = {
    from: 'news@example.com',
    to: `${name}@example.com`,
    compose: () => 'X: y\r\n\r\n.dot\r\n',
  };
  return new PendingMail(letter, 10_000, (mail) => mail.lose('too late'));
};

describe('pipelining', () => {
  it('writes an envelope at once, and the next one together with the end of a message', async () => {
    const { server, proxy, handOver } = await start({ extensions: PIPELINING });

    const outcomes = await handOver('a', 'b', 'c');

    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(proxy.writes.slice(1)).toEqual([
      envelope('a'),
      `${LINES}.\r\n${envelope('b')}`,
      `${LINES}.\r\n${envelope('c')}`,
      `${LINES}.\r\n`,
    ]);
    expect(server.messages).toEqual([LINES, LINES, LINES]);
  });

  it('sends one command at a time to a server that does not offer it', async () => {
    const { proxy, handOver } = await start({});

    await handOver('a', 'b');

    const commands = (name: string) => [...envelope(name).split(/(?<=\n)/), `${LINES}.\r\n`];
    expect(proxy.writes.slice(1)).toEqual([...commands('a'), ...commands('b')]);
  });

  it('ends with nothing but the dot when the server asks for the mail of a recipient that it refused', async () => {
    const reply = '550 5.1.1 no such mailbox';
    const { server, handOver } = await start({
      at: 'RCPT',
      turn: { reply },
      time: 2,
      asksAlways: true,
      extensions: PIPELINING,
    });

    const outcomes = await handOver('a', 'b', 'c');

    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'refused', 'accepted']);
    expect(outcomes[1]).toEqual({ kind: 'refused', reason: reply });
    expect(server.messages).toEqual([LINES, '', LINES]);
    expect(server.connections).toBe(1);
  });

  it('sends nothing, not even a dot, when the server asks for the mail of a sender that it refused', async () => {
    const reply = '550 5.7.1 no';
    const { server, handOver } = await start({
      at: 'MAIL',
      turn: { reply },
      time: 2,
      asksAlways: true,
      extensions: PIPELINING,
    });

    const outcomes = await handOver('a', 'b', 'c');

    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'refused', 'accepted']);
    expect(server.messages).toEqual([LINES, LINES]);
    expect(server.connections).toBe(2);
  });

  it.each([
    ['one at a time', []],
    ['in one go', PIPELINING],
  ])('takes back an envelope that was refused before it begins another: %s', async (_, extensions) => {
    const { server, handOver } = await start({
      at: 'RCPT',
      turn: { reply: '450 4.7.1 later' },
      time: 1,
      extensions,
    });

    const outcomes = await handOver('a', 'b');

    expect(outcomes.map(({ kind }) => kind)).toEqual(['deferred', 'accepted']);
    expect(server.commands.filter((command) => command === 'RSET')).toHaveLength(1);
    expect(server.connections).toBe(1);
  });

  it.each([
    ['closes without a word after a message', { at: 'after-message', turn: 'drop' }],
    ['says goodbye to the second mail', { at: 'MAIL', turn: { reply: '421 4.7.0 enough' }, time: 2 }],
  ] satisfies [string, SmtpScript][])(
    'begins a mail anew on another connection when the server %s',
    async (_, script) => {
      const { server, handOver } = await start({ ...script, extensions: PIPELINING });

      const outcomes = await handOver('a', 'b', 'c', 'd');

      expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
      expect(server.messages).toHaveLength(4);
    },
  );

  it('leaves a mail to a connection under way rather than to wait behind another', async () => {
    const isOver = Promise.withResolvers<void>();
    let connections = 0;
    const until = async (): Promise<void> => {
      connections += 1;
      if (connections > 1) await isOver.promise;
    };
    const { proxy, handOver } = await start(
      { at: 'connect', turn: { until }, extensions: PIPELINING },
      { maxConnections: 2 },
    );

    await handOver('a', 'b');
    isOver.resolve();

    expect(proxy.writes.slice(1)).toEqual([envelope('a'), `${LINES}.\r\n`, envelope('b'), `${LINES}.\r\n`]);
  });

  it('does not send a mail that has its outcome when the server asks for it', async () => {
    const goOn = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const until = (): Promise<void> => {
      asked.resolve();
      return goOn.promise;
    };
    const { server, proxy } = await start({ at: 'message', turn: { until }, extensions: PIPELINING });
    const [a, b] = ['a', 'b'].map((name) => pendingTo(name));
    const dialled = dial({ host: '127.0.0.1', port: proxy.port });
    const extensions = await openSession(dialled, { host: '127.0.0.1', port: proxy.port }, PATIENCE);
    const isOver = Promise.withResolvers<PendingMail[]>();
    const keeper = {
      takeNext: () => b ?? null,
      onFree: () => undefined,
      onOver: (_: unknown, rest: PendingMail[]) => isOver.resolve(rest),
    };
    const conversation = new Conversation({ wire: dialled.wire, extensions, patience: PATIENCE, maxMails: 2, keeper });

    if (a) conversation.begin(a);
    await asked.promise;
    b?.settle({ kind: 'throttled', reason: 'too late' });
    goOn.resolve();

    expect(await isOver.promise).toEqual([]);
    expect((await a?.outcome)?.kind).toBe('accepted');
    expect(server.messages).toEqual([LINES]);
  });

  it('does not take an answer that came too early for that to a message', async () => {
    const { server, handOver } = await start({ at: 'DATA', turn: { reply: '354 go on\r\n250 2.0.0 queued' } });

    const outcomes = await handOver('a');

    expect(outcomes).toEqual([{ kind: 'deferred', reason: expect.stringContaining('what it was not asked') }]);
    expect(server.messages).toEqual([]);
  });

  it.each(['999 what', 'hello', '250ok', `250-${'x'.repeat(70_000)}`])(
    'does not know what an answer means that is none: %j',
    async (reply) => {
      const { handOver } = await start({ at: 'message', turn: { reply } });

      expect(await handOver('a')).toEqual([{ kind: 'unknown', reason: expect.stringMatching(/\S/) }]);
    },
  );
});
