import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * SES as a sender sees it, in a process of its own: every request that SES could read is accepted after a while. A
 * signature must be well formed, and is not computed.
 */

const PATH = '/v2/email/outbound-emails';
const SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=\S+\/\d{8}\/[a-z0-9-]+\/ses\/aws4_request, SignedHeaders=(?<signed>\S+), Signature=[0-9a-f]{64}$/;
const [latencyMs = 50] = process.argv.slice(2).map(Number);
let mails = 0;

/** What SES would not accept of a request; undefined for nothing. */
function faultOf({ method, url, headers }: IncomingMessage, body: Buffer): string | undefined {
  if (method !== 'POST' || url !== PATH) return `no mail is sent by ${method} ${url}`;
  const signed = SIGNATURE.exec(headers.authorization ?? '')?.groups?.signed?.split(';');
  if (!signed?.includes('host') || !signed.includes('x-amz-date')) return 'the signature is not well formed';
  if (!signed.every((name) => headers[name] !== undefined)) return 'a header that is signed is missing';
  if (!/^\d{8}T\d{6}Z$/.test(String(headers['x-amz-date']))) return 'the date is not well formed';
  const { FromEmailAddress, Destination, Content } = JSON.parse(body.toString());
  if (!FromEmailAddress || Destination?.ToAddresses?.length !== 1) return 'an address is missing';
  const message = Buffer.from(Content?.Raw?.Data, 'base64').toString('latin1');
  return message.includes('\r\n\r\n') ? undefined : 'the message is no MIME';
}

const server = createServer(async (request, response) => {
  const body = await buffer(request);
  const fault = faultOf(request, body);
  const headers = { 'content-type': 'application/json' };
  if (fault !== undefined) {
    response.writeHead(400, { ...headers, 'x-amzn-errortype': 'BadRequestException' });
    response.end(JSON.stringify({ message: fault }));
    return;
  }
  mails += 1;
  const answer = JSON.stringify({ MessageId: `0100019${String(mails).padStart(12, '0')}-000000` });
  setTimeout(() => response.writeHead(200, headers).end(answer), latencyMs);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on('message', () => {
  process.send?.(mails);
  mails = 0;
});
process.on('disconnect', () => process.exit());
