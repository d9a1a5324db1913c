import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface SmtpSink {
  readonly port: number;
  /** Messages that arrived whole, by recipient. */
  readonly messages: Map<string, string[]>;
  /** RCPT commands, by recipient. */
  readonly attempts: Map<string, number>;
  close(): Promise<void>;
}

/**
 * A real SMTP server on loopback that keeps what it takes. It refuses `reject+…@`, says 451 once to `busy+…@`, and
 * never answers for the message to `hang+…@`.
 */
export const startSmtpSink = async (): Promise<SmtpSink> => {
  const messages = new Map<string, string[]>();
  const attempts = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, done) => {
      const attempt = (attempts.get(address) ?? 0) + 1;
      attempts.set(address, attempt);
      if (address.startsWith('reject+')) return done(reply(550, 'no such mailbox'));
      if (address.startsWith('busy+') && attempt === 1) return done(reply(451, 'try again later'));
      return done();
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const address = session.envelope.rcptTo[0]?.address ?? '';
        messages.set(address, [...(messages.get(address) ?? []), Buffer.concat(chunks).toString()]);
        if (!address.startsWith('hang+')) done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    messages,
    attempts,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};

const reply = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
