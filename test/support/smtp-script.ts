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

/** Replies (a line or several), cuts the connection with or without a reset, or says nothing at all. */
export type SmtpTurn = { reply: string } | 'drop' | 'reset' | 'silence';

export interface SmtpScript {
  at?: SmtpStep;
  turn?: SmtpTurn;
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
  let connections = 0;

  const take = (step: SmtpStep, socket: Socket): boolean => {
    if (script.at !== step || script.turn === undefined) {
      const usual = step === 'EHLO' ? ehloReply(script.extensions ?? []) : USUAL[step];
      if (usual !== null) socket.write(`${usual}\r\n`);
      return true;
    }
    if (script.turn === 'drop') socket.destroy();
    else if (script.turn === 'reset') socket.resetAndDestroy();
    else if (script.turn === 'silence') {
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
      const end = received.indexOf('\r\n.\r\n');
      if (end < 0) return false;
      messages.push(received.slice(0, end + 2));
      received = received.slice(end + 5);
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
      if (verb === 'DATA' && isRefused) socket.write('554 5.5.1 no valid recipients\r\n');
      else if (verb === 'DATA') isMessage = take('DATA', socket);
      else if (verb === 'MAIL') isRefused = !take('MAIL', socket);
      else if (verb === 'RCPT') isRefused = !take('RCPT', socket) || isRefused;
      else if (verb === 'EHLO' || verb === 'AUTH') take(verb, socket);
      else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else if (verb === 'STAR') socket.write('454 4.7.0 no TLS here\r\n');
      else socket.write('250 ok\r\n');
      return true;
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      while (!socket.destroyed && (isMessage ? onMessage() : onCommand()));
    });
    take('connect', socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    messages,
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
