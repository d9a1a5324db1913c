import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { SmtpMailer, type SmtpMailerOptions } from '../../../adapters/smtp/mailer.ts';
import type { HandOver } from '../../../core/mail/mailer.ts';
import { certificate } from '../../support/certificate.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';
import { startScriptedSmtp } from '../../support/smtp-script.ts';

const composer = { compose: () => 'X: y\r\n\r\nz\r\n' };

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp) await close();
  cleanUp = [];
});

interface Seen {
  isSecure: boolean;
  user: string | null;
}

/** A relay on loopback with a certificate that nobody knows, and what it saw of each message. */
const startRelay = async (options: SMTPServerOptions = {}) => {
  const seen: Seen[] = [];
  const relay = new SMTPServer({
    ...certificate,
    authOptional: true,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'open sesame' ? done(null, { user: username }) : done(new Error('wrong')),
    onData: (stream, session, done) => {
      stream.resume();
      stream.on('end', () => {
        seen.push({ isSecure: session.secure, user: session.user ? String(session.user) : null });
        done();
      });
    },
    ...options,
  });
  // Clients that refuse its certificate are no fault of it.
  relay.on('error', () => undefined);
  relay.listen(0, '127.0.0.1');
  await once(relay.server, 'listening');
  cleanUp.push(() => new Promise((resolve) => relay.close(resolve)));
  return { port: (relay.server.address() as AddressInfo).port, seen };
};

const handOver = async (port: number, options: Partial<SmtpMailerOptions>): Promise<HandOver> => {
  const mailer = new SmtpMailer({ host: '127.0.0.1', port, composer, timeoutMs: 10_000, ...options });
  try {
    return await mailer.handOver(outgoingMail());
  } finally {
    mailer.close();
  }
};

describe('encryption', () => {
  it('is used where a relay offers it, whatever its certificate', async () => {
    const { port, seen } = await startRelay();

    expect((await handOver(port, {})).kind).toBe('accepted');
    expect(seen).toEqual([{ isSecure: true, user: null }]);
  });

  it('is left out where it is switched off', async () => {
    const { port, seen } = await startRelay();

    expect((await handOver(port, { tls: 'off' })).kind).toBe('accepted');
    expect(seen).toEqual([{ isSecure: false, user: null }]);
  });

  it('goes without where the relay has none, unless it is required', async () => {
    const server = await startScriptedSmtp({ extensions: ['STARTTLS'] });
    cleanUp.push(server.close);

    expect((await handOver(server.port, {})).kind).toBe('accepted');
    expect(await handOver(server.port, { tls: 'required' })).toEqual({
      kind: 'throttled',
      reason: '454 4.7.0 no TLS here',
    });
    expect(server.messages).toHaveLength(1);
  });

  it.each<['required' | 'implicit', boolean]>([
    ['required', false],
    ['implicit', true],
  ])('checks the certificate when it is %s', async (tls, secure) => {
    const { port, seen } = await startRelay({ secure });

    const stranger = await handOver(port, { tls });
    const known = await handOver(port, { tls, ca: certificate.cert });
    const otherName = await handOver(port, { tls, ca: certificate.cert, host: '127.0.0.2' });

    expect(stranger).toEqual({ kind: 'throttled', reason: expect.stringContaining('self-signed certificate') });
    expect(known.kind).toBe('accepted');
    expect(otherName.kind).toBe('throttled');
    expect(seen).toEqual([{ isSecure: true, user: null }]);
  });

  it('believes nothing that was said before it', async () => {
    const reply = 'TLS now\r\n250-relay.example\r\n250 PIPELINING';
    const server = await startScriptedSmtp({ extensions: ['STARTTLS'], startTls: `220 ${reply}` });
    cleanUp.push(server.close);

    expect(await handOver(server.port, {})).toEqual({
      kind: 'throttled',
      reason: expect.stringContaining('what it was not asked'),
    });
  });
});

describe('a log-in', () => {
  const logIn = { user: 'me', password: 'open sesame' };

  it.each(['PLAIN', 'LOGIN'])('is made by %s', async (method) => {
    const { port, seen } = await startRelay({ authMethods: [method], authOptional: false });

    expect((await handOver(port, { logIn })).kind).toBe('accepted');
    expect(seen).toEqual([{ isSecure: true, user: 'me' }]);
  });

  it.each(['PLAIN', 'LOGIN'])('that is refused by %s lets mails wait, with the words of the server', async (method) => {
    const { port } = await startRelay({ authMethods: [method] });

    const outcome = await handOver(port, { logIn: { user: 'me', password: 'guess' } });

    expect(outcome).toEqual({ kind: 'throttled', reason: expect.stringMatching(/^535 /) });
  });

  it('cannot be made with a server that offers none', async () => {
    const { port } = await startRelay({ disabledCommands: ['AUTH'] });

    expect(await handOver(port, { logIn })).toEqual({
      kind: 'throttled',
      reason: expect.stringContaining('offers no log-in'),
    });
  });
});

describe('a server that is older than extensions', () => {
  it('is greeted with HELO', async () => {
    const server = await startScriptedSmtp({ at: 'EHLO', turn: { reply: '502 5.5.1 what' } });
    cleanUp.push(server.close);

    expect((await handOver(server.port, {})).kind).toBe('accepted');
    expect(server.commands[1]).toMatch(/^HELO /);
  });
});
