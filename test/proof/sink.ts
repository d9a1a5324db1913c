import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * A bare SMTP server in a process of its own, forked with a channel. It writes down the recipient of each message that
 * it has taken whole, then says so a few milliseconds later, so that a sender may be killed in between.
 */

/** Sent once it listens. */
export interface SinkHello {
  port: number;
}
/** How many messages it has taken, or the recipient of each. */
export type SinkCall = 'count' | 'record';

const END = Buffer.from('\r\n.\r\n');
const LINE_END = 10;
const SLOWEST_ANSWER_MS = 20;

const record: string[] = [];

function serve(socket: Socket): void {
  let pending: Buffer = Buffer.alloc(0);
  let isData = false;
  let recipient = '';
  /** Answers go out in the order of what they answer. */
  let answered: Promise<unknown> = Promise.resolve();

  const answer = (text: string, delay = 0): void => {
    answered = answered.then(() => wait(delay)).then(() => socket.write(`${text}\r\n`));
  };
  const obey = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') recipient = line.slice(line.indexOf('<') + 1, line.indexOf('>'));
    isData = verb === 'DATA';
    if (isData) answer('354 go on');
    else answer(verb === 'QUIT' ? '221 bye' : '250 ok');
  };
  const takeMessage = (): void => {
    isData = false;
    record.push(recipient);
    answer('250 taken', Math.random() * SLOWEST_ANSWER_MS);
  };

  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const end = isData ? pending.indexOf(END) : pending.indexOf(LINE_END);
      if (end < 0) return;
      const part = pending.subarray(0, end);
      pending = pending.subarray(end + (isData ? END.length : 1));
      if (isData) takeMessage();
      else obey(part.toString('latin1').trimEnd());
    }
  });
  answer('220 sink');
}

process.on('message', (call: SinkCall) => process.send?.(call === 'count' ? record.length : record));
process.on('disconnect', () => process.exit());

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port } satisfies SinkHello);
});
