import { describe, expect, it } from '@jest/globals';
import { SmtpMailer } from '../../../adapters/smtp/mailer.ts';
import type { HandOver } from '../../../core/mail/mailer.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';
import { type Cut, startCuttingProxy } from '../../support/smtp-cut.ts';
import { startScriptedSmtp } from '../../support/smtp-script.ts';

/** As the scripted server acknowledges a message. */
const ACKNOWLEDGED = /^250 2\.0\.0 queued as 42\r\n/gm;

const composer = { compose: ({ mailId }: { mailId: string }) => `X: ${mailId}\r\n\r\n.dot\r\n` };

interface Mail {
  mailId: string;
  outcome: HandOver;
}

/** Three mails over one connection, and over another when that is lost. */
async function handOvers(port: number, name: string): Promise<Mail[]> {
  const mailer = new SmtpMailer({ host: '127.0.0.1', port, composer, maxConnections: 1, timeoutMs: 20_000 });
  const mails = ['a', 'b', 'c'].map(async (letter) => {
    const mailId = `${name}-${letter}`;
    return { mailId, outcome: await mailer.handOver(outgoingMail({ mailId, to: `${letter}@example.com` })) };
  });
  try {
    return await Promise.all(mails);
  } finally {
    mailer.close();
  }
}

describe.each([
  ['one command at a time', [] as string[]],
  ['commands in one go', ['PIPELINING']],
])('a conversation that is broken off, with a server that takes %s', (_, extensions) => {
  it.each<Cut['side']>(['client', 'server'])('after every byte that the %s sends', async (side) => {
    const server = await startScriptedSmtp({ extensions });
    const proxy = await startCuttingProxy(server.port);
    const seen = new Set<string>();
    let isCut = true;
    for (let after = 0; isCut; after += 1) {
      const { connections } = server;
      proxy.cutNext({ side, after });
      const mails = await handOvers(proxy.port, `m${after}`);

      const kinds = mails.map(({ outcome }) => outcome.kind);
      for (const kind of kinds) seen.add(kind);
      for (const { mailId, outcome } of mails) {
        const taken = server.messages.filter((message) => message.includes(`X: ${mailId}\r\n`)).length;
        if (outcome.kind === 'accepted') expect([mailId, taken]).toEqual([mailId, 1]);
        else if (outcome.kind === 'unknown') expect([mailId, [0, 1].includes(taken)]).toEqual([mailId, true]);
        else expect([mailId, outcome, taken]).toEqual([mailId, outcome, 0]);
      }
      const acknowledged = proxy.passed.server.match(ACKNOWLEDGED)?.length ?? 0;
      expect(kinds.filter((kind) => kind === 'accepted').length).toBeLessThanOrEqual(acknowledged);
      // Only one can be in doubt, and all others go their way. Without a connection, no mail does.
      expect(kinds.filter((kind) => kind === 'unknown' || kind === 'deferred').length).toBeLessThanOrEqual(1);
      isCut = server.connections > connections + 1 || kinds.some((kind) => kind !== 'accepted');
    }
    await proxy.close();
    await server.close();

    expect([...seen].sort()).toEqual(['accepted', 'deferred', 'throttled', 'unknown']);
  });
});
