import { connect, type Socket } from 'node:net';

/** The least that a client can do: one message made once, commands pipelined. It shows the sink's own limit. */

const CONNECTIONS = 8;
const [port = 0, mails = 0, bytes = 0] = process.argv.slice(2).map(Number);
const line = `${'x'.repeat(74)}\r\n`;
const message = `From: news@bench.example\r\nSubject: limit\r\n\r\n${line.repeat(Math.ceil(bytes / line.length))}.\r\n`;

let next = 0;
const envelope = (index: number): string =>
  `MAIL FROM:<news@bench.example>\r\nRCPT TO:<reader-${index}@example.net>\r\nDATA\r\n`;

/** Sends the next mail's envelope together with the end of this one. */
function sendOn(socket: Socket, done: () => void): void {
  let rest = '';
  let untaken = 0;
  const nextEnvelope = (): string => {
    if (next >= mails) return '';
    untaken += 1;
    next += 1;
    return envelope(next);
  };
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const reply of lines) {
      if (reply.startsWith('220')) socket.write('EHLO bench\r\n');
      else if (reply === '250 8BITMIME') socket.write(nextEnvelope());
      else if (reply.startsWith('354')) socket.write(message + nextEnvelope());
      else if (reply === '250 taken') {
        untaken -= 1;
        if (untaken === 0) socket.end('QUIT\r\n', done);
      }
    }
  });
}

process.on('message', async () => {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, () => new Promise<void>((done) => sendOn(connect(port, '127.0.0.1'), done))),
  );
  process.send?.('done');
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
