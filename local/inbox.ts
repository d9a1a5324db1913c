import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { SystemClock } from '../adapters/system-clock.ts';
import { type Clock, iso } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { InboxStore } from './inbox-store.ts';

const MAX_MAIL_BYTES = 25 * 1024 * 1024;
/** Addresses remembered as "busy once"; the oldest is evicted first. */
const MAX_BUSY_REMEMBERED = 100_000;

export interface Inbox {
  port: number;
  close(): Promise<void>;
}

/**
 * An SMTP server that accepts everything, but for a few addresses: `reject+...@` is refused with 550, `busy+...@`
 * with 451 the first time, and the connection of `hang+...@` is dropped after the data, without reply and without
 * storing anything: the client cannot know what became of its mail, and the inbox shows only what was acknowledged.
 */
export async function startInbox(options: {
  store: InboxStore;
  clock: Clock;
  log: Log;
  /** 0 for any that is free. */
  port: number;
}): Promise<Inbox> {
  const { store, clock, log } = options;
  const realClock = new SystemClock();
  const busyOnce = new BusyOnce();
  const server = new SMTPServer({
    name: 'inbox.mailramp.test',
    banner: 'mailramp inbox',
    size: MAX_MAIL_BYTES,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    authOptional: true,
    logger: false,
    onRcptTo({ address }, _session, callback) {
      const label = labelOf(address);
      if (label === 'reject') return callback(replyWith(550, '5.1.1 No such mailbox'));
      if (label === 'busy' && busyOnce.isFirst(address)) return callback(replyWith(451, '4.3.2 Busy, try again'));
      return callback();
    },
    onData(stream, session, callback) {
      collect(stream).then(
        (raw) => {
          if (stream.sizeExceeded) return callback(replyWith(552, '5.3.4 Message too big'));
          const to = session.envelope.rcptTo.map(({ address }) => address);
          if (to.some((address) => labelOf(address) === 'hang')) return connectionOf(server, session)?.destroy();
          return store.add(raw, to, iso(realClock.now()), iso(clock.now())).then(
            () => callback(null, '2.0.0 Stored'),
            (error: unknown) => {
              log.error('mail-not-stored', error);
              callback(replyWith(452, '4.3.1 The inbox is full'));
            },
          );
        },
        (error: Error) => callback(error),
      );
    },
  });
  // Clients that go away in the middle of a dialogue are their own affair.
  server.on('error', (error) => log.warn('smtp-connection-failed', { reason: error.message }));
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const { _socket } of connectionsOf(server)) _socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** `reject`, `busy` or `hang` of `reject+anything@domain`. */
const labelOf = (address: string): string | undefined =>
  /^(reject|busy|hang)\+[^@]*@/i.exec(address)?.[1]?.toLowerCase();

class BusyOnce {
  readonly #seen = new Set<string>();

  isFirst(address: string): boolean {
    const key = address.toLowerCase();
    if (this.#seen.has(key)) return false;
    if (this.#seen.size >= MAX_BUSY_REMEMBERED)
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    this.#seen.add(key);
    return true;
  }
}

const replyWith = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    // Beyond the limit the rest is read, so that the client gets its refusal, but not kept.
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The library offers no way to drop a connection without a reply; its connections know their sockets. */
const connectionsOf = (server: SMTPServer) => server.connections as Set<{ session: { id: string }; _socket: Socket }>;

function connectionOf(server: SMTPServer, session: SMTPServerSession): Socket | undefined {
  for (const connection of connectionsOf(server)) if (connection.session.id === session.id) return connection._socket;
  return undefined;
}
