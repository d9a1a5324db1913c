import { type AddressInfo, createServer, type Socket } from 'node:net';

/**
 * A bare SMTP server in a process of its own: it takes everything, keeps nothing but counts, and does no more work for
 * a mail than to find its end. So the benchmark measures the sender.
 */

/** What the sink has seen since it was last asked to forget. */
export interface SinkCounts {
  mails: number;
  /** Different addresses among them: equal to `mails` when no address was mailed twice. */
  addresses: number;
  /** Of all messages, final dots included. */
  bytes: number;
  connections: number;
  /** On the clock of `Date`, milliseconds; 0 before the first mail. */
  firstAt: number;
  lastAt: number;
  /** When each mail ended, in whole milliseconds since `firstAt`. Only when asked for. */
  endedAt: number[];
}

export type SinkCall = { call: 'forget'; keepTimes: boolean } | { call: 'counts' };

const END = Buffer.from('\r\n.\r\n');
const newCounts = (): SinkCounts => ({
  mails: 0,
  addresses: 0,
  bytes: 0,
  connections: 0,
  firstAt: 0,
  lastAt: 0,
  endedAt: [],
});

let counts = newCounts();
let addresses = new Set<string>();
let keepTimes = false;

function takeMail(bytes: number, address: string): void {
  counts.lastAt = Date.now();
  if (counts.mails === 0) counts.firstAt = counts.lastAt;
  counts.mails += 1;
  counts.bytes += bytes;
  addresses.add(address);
  if (keepTimes) counts.endedAt.push(counts.lastAt - counts.firstAt);
}

function serve(socket: Socket): void {
  counts.connections += 1;
  let pending: Buffer = Buffer.alloc(0);
  let isData = false;
  let size = 0;
  let address = '';

  const answer = (line: string): string => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n';
    if (verb === 'DATA') {
      isData = true;
      size = 0;
      return '354 go on\r\n';
    }
    if (verb === 'RCPT') address = line.slice(line.indexOf('<') + 1, line.indexOf('>'));
    return verb === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n';
  };

  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    let replies = '';
    for (;;) {
      const end = isData ? pending.indexOf(END) : pending.indexOf(10);
      if (end < 0) break;
      if (isData) {
        isData = false;
        pending = pending.subarray(end + END.length);
        takeMail(size + end + END.length, address);
        replies += '250 taken\r\n';
      } else {
        const line = pending.toString('latin1', 0, end).trimEnd();
        // The line end stays before a message, so that a dot that ends an empty one is found.
        pending = pending.subarray(end + 1);
        replies += answer(line);
      }
    }
    if (isData && pending.length > END.length) {
      size += pending.length - END.length;
      pending = pending.subarray(-END.length);
    }
    if (replies !== '') socket.write(replies);
    if (replies.endsWith('221 bye\r\n')) socket.end();
  });
  socket.write('220 sink\r\n');
}

process.on('message', (message: SinkCall) => {
  if (message.call === 'counts') {
    process.send?.({ ...counts, addresses: addresses.size });
    return;
  }
  counts = newCounts();
  addresses = new Set();
  keepTimes = message.keepTimes;
  process.send?.(counts);
});
process.on('disconnect', () => process.exit());

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
