import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Where the server departs from what is usual. `message` is after the final dot, `half-message` before it. */
export type SmtpStep =
  | 'connect'
  | 'EHLO'
  | 'AUTH'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'half-message'
  | 'message'
  | 'after-message';

/**
 * Replies (a line or several), replies as usual once `until` has come, cuts the connection with or without a reset, or
 * says nothing at all.
 */
export type SmtpTurn = { reply: string } | { until: () => Promise<void> } | 'drop' | 'reset' | 'silence';

export interface SmtpScript {
  at?: SmtpStep;
  turn?: SmtpTurn;
  /** Departs only at this time of a connection, from 1; at `connect` of the server. @default every time */
  time?: number;
  /** Asks for messages whose envelope it refused. */
  asksAlways?: boolean;
  /** The answer to STARTTLS; the connection is not encrypted after it. */
  startTls?: string;
  /** Lines of the answer to EHLO. */
  extensions?: string[];
}

export interface ScriptedSmtpServer {
  readonly port: number;
  /** Commands in the order of their arrival, on all connections. */
  readonly commands: string[];
  /** Messages that arrived whole. */
  readonly messages: string[];
  readonly connections: number;
  /** A client has said QUIT. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

const USUAL: Record<SmtpStep, string | null> = {
  connect: '220 test ESMTP',
  EHLO: null,
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 2.1.0 sender',
  RCPT: '250 2.1.5 recipient',
  DATA: '354 go on',
  'half-message': null,
  message: '250 2.0.0 queued as 42',
  'after-message': null,
};

/** A server on loopback that speaks SMTP as long as its script lets it. */
export const startScriptedSmtp = async (script: SmtpScript = {}): Promise<ScriptedSmtpServer> => {
  const commands: string[] = [];
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  /** Nothing more is said to them, whatever they have sent already. */
  const silenced = new WeakSet<Socket>();
  /** How often they came to the step where the server departs. */
  const times = new WeakMap<Socket, number>();
  const goodbye = Promise.withResolvers<void>();
  let connections = 0;

  const departs = (step: SmtpStep, socket: Socket): boolean => {
    if (script.at !== step) return false;
    const time = step === 'connect' ? connections : (times.get(socket) ?? 0) + 1;
    times.set(socket, time);
    return script.time === undefined || script.time === time;
  };

  const replyAsUsual = (step: SmtpStep, socket: Socket): void => {
    const usual = step === 'EHLO' ? ehloReply(script.extensions ?? []) : USUAL[step];
    if (usual !== null) socket.write(`${usual}\r\n`);
  };

  const take = (step: SmtpStep, socket: Socket): boolean => {
    if (script.turn === undefined || !departs(step, socket)) {
      replyAsUsual(step, socket);
      return true;
    }
    if (typeof script.turn === 'object' && 'until' in script.turn) {
      void script.turn.until().then(() => replyAsUsual(step, socket));
      return true;
    }
    if (script.turn === 'drop') socket.destroy();
    else if (script.turn === 'reset') socket.resetAndDestroy();
    else if (script.turn === 'silence') {
      silenced.add(socket);
      // Else the rest of the message would still arrive.
      if (step === 'half-message') socket.pause();
    } else {
      socket.write(`${script.turn.reply}\r\n`);
      // RFC 5321 3.8: who says 421 closes.
      if (script.turn.reply.startsWith('421')) socket.end();
      return script.turn.reply.startsWith('2');
    }
    return false;
  };

  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let received = '';
    let isMessage = false;
    let isRefused = false;
    const onMessage = (): boolean => {
      if (script.at === 'half-message' && received.length > 0) {
        take('half-message', socket);
        received = '';
        return false;
      }
      const end = `\r\n${received}`.indexOf('\r\n.\r\n');
      if (end < 0) return false;
      messages.push(received.slice(0, end));
      received = received.slice(end + 3);
      isMessage = false;
      if (take('message', socket)) take('after-message', socket);
      return true;
    };
    const onCommand = (): boolean => {
      const end = received.indexOf('\r\n');
      if (end < 0) return false;
      const line = received.slice(0, end);
      received = received.slice(end + 2);
      commands.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA' && isRefused && !script.asksAlways) socket.write('554 5.5.1 no valid recipients\r\n');
      else if (verb === 'DATA') isMessage = take('DATA', socket);
      else if (verb === 'MAIL') isRefused = !take('MAIL', socket);
      else if (verb === 'RCPT') isRefused = !take('RCPT', socket) || isRefused;
      else if (verb === 'EHLO' || verb === 'AUTH') take(verb, socket);
      else if (verb === 'QUIT') socket.end('221 bye\r\n', goodbye.resolve);
      else if (verb === 'STAR') socket.write(`${script.startTls ?? '454 4.7.0 no TLS here'}\r\n`);
      else socket.write('250 ok\r\n');
      return true;
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      while (!socket.destroyed && !silenced.has(socket) && (isMessage ? onMessage() : onCommand()));
    });
    take('connect', socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    messages,
    closed: goodbye.promise,
    get connections() {
      return connections;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

const ehloReply = (extensions: string[]): string =>
  ['test', ...extensions, 'HELP']
    .map((line, index, all) => `250${index < all.length - 1 ? '-' : ' '}${line}`)
    .join('\r\n');
