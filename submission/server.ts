import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Clock } from '../core/clock.ts';
import { MINUTE, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { MAX_MAIL_BYTES } from '../core/mail/limits.ts';
import { MAX_RECIPIENTS } from '../core/submission/submit-message.ts';
import type { Client, Desk, Reply } from './desk.ts';
import { reply } from './replies.ts';

const MAX_CONNECTIONS = 100;
/** Messages of all connections that are in memory at a time. */
const MAX_BYTES_IN_MEMORY = 64 * 1024 * 1024;
const MAX_FAILURES = 3;
/** A wrong password waits so long for its answer. */
const FAILURE_WAIT = SECOND;

export interface SubmissionServerOptions {
  desk: Desk;
  clock: Pick<Clock, 'sleep'>;
  log: Log;
  /** @default 127.0.0.1 */
  host?: string;
  /** 0 for any that is free. */
  port: number;
  /** Most bytes of a message. @default as many as a mail may have */
  maxBytes?: number;
  /** How long a message that is being taken may take while the server closes. @default 5,000 ms */
  drainMs?: number;
  /**
   * `none`: no TLS is offered. `here`: with this certificate, by STARTTLS, or from the first byte where `isImplicit`.
   * `before`: somebody in front has ended it.
   */
  tls: { kind: 'none' } | { kind: 'before' } | { kind: 'here'; cert: string; key: string; isImplicit: boolean };
}

export interface SubmissionServer {
  host: string;
  port: number;
  /** Takes no more connections, ends those without a message under way, and waits for the others. */
  close(): Promise<void>;
}

/** Takes in mail from programs (RFC 6409): each message is answered once it is handed over. */
export async function startSubmission(options: SubmissionServerOptions): Promise<SubmissionServer> {
  const { desk, log, tls, host = '127.0.0.1' } = options;
  const { drainMs = 5 * SECOND, maxBytes = MAX_MAIL_BYTES } = options;
  const clients = new Clients();
  const drain = new Drain();
  const memory = new Budget(MAX_BYTES_IN_MEMORY);
  const server = new SMTPServer({
    banner: 'mailramp',
    secure: tls.kind === 'before' || (tls.kind === 'here' && tls.isImplicit),
    secured: tls.kind === 'before',
    ...(tls.kind === 'here' ? { cert: tls.cert, key: tls.key } : {}),
    disabledCommands: tls.kind === 'here' && !tls.isImplicit ? [] : ['STARTTLS'],
    allowInsecureAuth: tls.kind !== 'here',
    authMethods: ['PLAIN', 'LOGIN'],
    authRequiredMessage: '5.7.0 sign in first',
    size: maxBytes,
    maxRecipients: MAX_RECIPIENTS,
    maxClients: MAX_CONNECTIONS,
    hideSMTPUTF8: true,
    disableReverseLookup: true,
    socketTimeout: 5 * MINUTE,
    closeTimeout: drainMs,
    logger: false,
    onAuth: (auth, session, callback) => {
      signIn(options, clients, { user: auth.username ?? '', password: auth.password ?? '', session }).then(
        (answer) =>
          'client' in answer ? callback(null, { user: answer.client.keyId }) : callback(errorOf(answer.reply)),
        callback,
      );
    },
    onMailFrom: ({ address }, session, callback) => {
      ask(desk.checkSender(clients.of(session), address), callback);
    },
    onRcptTo: ({ address }, session, callback) => {
      ask(desk.checkRecipient(clients.of(session), address), callback);
    },
    onData: (stream, session, callback) => {
      drain
        .during(session, () => handIn(desk, memory, { stream, session, client: clients.of(session), maxBytes }))
        .then(({ code, text }) => (code === 250 ? callback(null, text) : callback(errorOf({ code, text }))), callback)
        .finally(() => drain.endIdle(server));
    },
    onClose: (session) => clients.forget(session),
  });
  // Clients that go away in the middle of a dialogue are their own affair.
  server.on('error', (error) => log.warn('smtp-connection-failed', { reason: error.message }));
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port, host, () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    host,
    port,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      drain.begin(server);
      return closed;
    },
  };
}

/** Who has signed in on which connection, and how often somebody failed to. */
class Clients {
  readonly #clients = new Map<string, Client>();
  readonly #failures = new Map<string, number>();

  set({ id }: SMTPServerSession, client: Client): void {
    this.#clients.set(id, client);
  }

  of({ id }: SMTPServerSession): Client {
    const client = this.#clients.get(id);
    if (client === undefined) throw new Error('nobody has signed in on this connection');
    return client;
  }

  countFailure({ id }: SMTPServerSession): number {
    const failures = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, failures);
    return failures;
  }

  forget({ id }: SMTPServerSession): void {
    this.#clients.delete(id);
    this.#failures.delete(id);
  }
}

/** Once the server closes, connections end as soon as no message of theirs is under way. */
class Drain {
  readonly #busy = new Set<string>();
  #isOn = false;

  async during<Answer>({ id }: SMTPServerSession, work: () => Promise<Answer>): Promise<Answer> {
    this.#busy.add(id);
    try {
      return await work();
    } finally {
      this.#busy.delete(id);
    }
  }

  begin(server: SMTPServer): void {
    this.#isOn = true;
    this.endIdle(server);
  }

  endIdle({ connections }: SMTPServer): void {
    if (!this.#isOn) return;
    for (const connection of [...connections]) {
      if (this.#busy.has(connection.session.id)) continue;
      connection.send(421, '4.3.2 this server is closing');
      connection.close();
    }
  }
}

/** So many bytes at a time, and no more. */
class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

async function signIn(
  { desk, clock, log }: SubmissionServerOptions,
  clients: Clients,
  { user, password, session }: { user: string; password: string; session: SMTPServerSession },
): Promise<{ client: Client } | { reply: Reply }> {
  const answer = await desk.signIn(user, password);
  if (answer.ok) {
    clients.set(session, answer.client);
    return { client: answer.client };
  }
  await clock.sleep(FAILURE_WAIT);
  log.warn('smtp-sign-in-refused', { remote: session.remoteAddress, code: answer.reply.code });
  const isLast = clients.countFailure(session) >= MAX_FAILURES;
  return { reply: isLast ? reply(421, '4.7.0 too many failures to sign in') : answer.reply };
}

const errorOf = ({ code, text }: Reply): Error => Object.assign(new Error(text), { responseCode: code });

function ask(answer: Promise<Reply | null>, callback: (error?: Error | null) => void): void {
  answer.then((refusal) => callback(refusal === null ? null : errorOf(refusal)), callback);
}

async function handIn(
  desk: Desk,
  memory: Budget,
  {
    stream,
    session,
    client,
    maxBytes,
  }: { stream: SMTPServerDataStream; session: SMTPServerSession; client: Client; maxBytes: number },
): Promise<Reply> {
  const { mailFrom, rcptTo } = session.envelope;
  let taken = 0;
  try {
    const chunks: Buffer[] = [];
    let isFull = false;
    // What does not fit is read to its end, so that the client gets its answer, and not kept.
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      isFull ||= !stream.sizeExceeded && !memory.take(chunk.length);
      if (isFull || stream.sizeExceeded) continue;
      taken += chunk.length;
      chunks.push(chunk);
    }
    if (stream.sizeExceeded) return reply(552, `5.3.4 a message must have at most ${maxBytes} bytes`);
    if (isFull) return reply(452, '4.3.1 too many messages at once; try again');
    const from = mailFrom === false ? '' : mailFrom.address;
    return await desk.handIn(client, { from, to: rcptTo.map(({ address }) => address), bytes: Buffer.concat(chunks) });
  } finally {
    memory.giveBack(taken);
  }
}
