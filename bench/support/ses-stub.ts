import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** SES as a sender sees it, in a process of its own: every request is accepted after a while. */

const [latencyMs = 50] = process.argv.slice(2).map(Number);
let mails = 0;

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    mails += 1;
    const body = JSON.stringify({ MessageId: `0100019${String(mails).padStart(12, '0')}-000000` });
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body), latencyMs);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on('message', () => {
  process.send?.(mails);
  mails = 0;
});
process.on('disconnect', () => process.exit());
