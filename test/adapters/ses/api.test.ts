import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { GetAccountCommand, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SesApi, type SesApiOptions, SesFailure } from '../../../adapters/ses/api.ts';
import { createSesClient } from '../../../adapters/ses/client.ts';
import { NotSent } from '../../../adapters/ses/connections.ts';
import { Signer } from '../../../adapters/signature.ts';

const REGION = 'eu-west-1';
const ROLE = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: 'session' };
const AT = Date.parse('2026-03-01T08:00:00Z');
const REQUEST = { FromEmailAddress: 'news@example.com', Destination: { ToAddresses: ['zoë@example.com'] } };
const MESSAGE = Buffer.from('Subject: Hello\r\n\r\nGrüße\r\n');

interface Seen {
  line: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

let cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const close of cleanUp) close();
  cleanUp = [];
});

const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp.push(() => server.close());
  return (server.address() as AddressInfo).port;
};

const serve = async (answer: (response: ServerResponse, request: IncomingMessage) => void) => {
  const requests: Seen[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    requests.push({ line: `${method} ${url}`, headers, body: Buffer.concat(chunks) });
    answer(response, request);
  });
  server.on('connection', () => {
    connections += 1;
  });
  const endpoint = `http://127.0.0.1:${await listen(server)}`;
  cleanUp.push(() => server.closeAllConnections());
  return { endpoint, requests, connections: () => connections };
};

const apiTo = (endpoint: string, options: Partial<SesApiOptions> = {}): SesApi => {
  const clock = new ManualClock(AT);
  const api = new SesApi({
    region: REGION,
    endpoint,
    credentials: async () => ROLE,
    clock,
    timeoutMs: 5_000,
    ...options,
  });
  cleanUp.push(() => api.close());
  return api;
};

const failureOf = (api: SesApi): Promise<unknown> =>
  api.sendEmail(REQUEST, MESSAGE).then(
    (id) => `accepted as ${id}`,
    (error: unknown) => error,
  );

const accept = (response: ServerResponse) => response.end('{"MessageId":"0102-abc"}');

describe('SesApi', () => {
  it('signs what goes over the wire, with the token of the session', async () => {
    const { endpoint, requests } = await serve(accept);

    expect(await apiTo(endpoint).sendEmail(REQUEST, MESSAGE)).toBe('0102-abc');

    const [{ line, headers, body } = { line: '', headers: {}, body: Buffer.alloc(0) }] = requests;
    const url = new URL('/v2/email/outbound-emails', endpoint);
    expect(line).toBe(`POST ${url.pathname}`);
    const content = { 'content-type': 'application/json' };
    const signer = new Signer({ region: REGION, service: 'ses' });
    expect(headers).toMatchObject({
      ...content,
      ...signer.headers({ method: 'POST', url, headers: content, body }, ROLE, AT),
      host: url.host,
      'content-length': String(body.length),
    });
    expect(headers['x-amz-security-token']).toBe('session');
    expect(JSON.parse(body.toString())).toEqual({
      ...REQUEST,
      Content: { Raw: { Data: MESSAGE.toString('base64') } },
    });
  });

  it('reads of the account what the SDK reads', async () => {
    const account = {
      ProductionAccessEnabled: true,
      SendQuota: { Max24HourSend: -1, MaxSendRate: 14.5, SentLast24Hours: 3 },
      SendingEnabled: false,
    };
    const { endpoint, requests } = await serve((response) => response.end(JSON.stringify(account)));
    const sdk = createSesClient(5_000, { region: REGION, endpoint, credentials: ROLE });

    expect(await apiTo(endpoint).getAccount()).toEqual(account);
    expect(await sdk.send(new GetAccountCommand({}))).toMatchObject(account);

    sdk.destroy();
    const url = new URL('/v2/email/account', endpoint);
    const signature = new Signer({ region: REGION, service: 'ses' });
    expect(requests.map(({ line }) => line)).toEqual(['GET /v2/email/account', 'GET /v2/email/account']);
    expect(requests[0]?.headers).toMatchObject(signature.headers({ method: 'GET', url, body: '' }, ROLE, AT));
  });

  it('sends the body that the SDK sends', async () => {
    const { endpoint, requests } = await serve(accept);
    const sdk = createSesClient(5_000, { region: REGION, endpoint, credentials: ROLE });

    await apiTo(endpoint).sendEmail(REQUEST, MESSAGE);
    await sdk.send(new SendEmailCommand({ ...REQUEST, Content: { Raw: { Data: MESSAGE } } }));

    sdk.destroy();
    const [own, sdks] = requests.map(({ body }) => JSON.parse(body.toString()));
    expect(own).toEqual(sdks);
  });

  it.each<[string, Record<string, string>, string]>([
    ['a header', { 'x-amzn-errortype': 'MessageRejected' }, '{"message":"no"}'],
    ['a header with its documentation', { 'x-amzn-errortype': 'Throttling:http://aws/' }, '{"message":"no"}'],
    ['a header that two servers wrote', { 'x-amzn-errortype': 'Throttling,Throttling' }, '{"Message":"no"}'],
    ['the body', {}, '{"__type":"com.amazonaws.ses#MessageRejected","message":"no"}'],
    ['the body of a gateway', {}, '{"code":"SlowDown","Message":"no"}'],
    ['both', { 'x-amzn-errortype': 'MessageRejected' }, '{"__type":"Other","message":"no"}'],
  ])('reads the name of a refusal as the SDK does: %s', async (_, headers, body) => {
    const { endpoint } = await serve((response) => response.writeHead(400, headers).end(body));
    const sdk = createSesClient(5_000, { region: REGION, endpoint, credentials: ROLE });

    const own = (await failureOf(apiTo(endpoint))) as SesFailure;
    const other = await sdk
      .send(new SendEmailCommand({ ...REQUEST, Content: { Raw: { Data: MESSAGE } } }))
      .catch((error: SesFailure) => error);

    sdk.destroy();
    expect(own).toBeInstanceOf(SesFailure);
    expect([own.name, own.message, own.$metadata.httpStatusCode]).toEqual([(other as SesFailure).name, 'no', 400]);
  });

  it.each([
    ['is no JSON', 502, 'Bad gateway', 'HTTP 502'],
    ['is no object', 400, '"no"', 'HTTP 400'],
    ['holds no id', 200, '{"MessageId":7}', 'HTTP 200'],
    ['leads elsewhere', 307, '', 'HTTP 307'],
  ])('takes no mail for accepted whose answer %s', async (_, status, body, name) => {
    const { endpoint, requests } = await serve((response) => response.writeHead(status).end(body));

    expect(await failureOf(apiTo(endpoint))).toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(requests).toHaveLength(1);
  });

  it('uses a connection again, and does not repeat a request on which it is reset', async () => {
    let answered = 0;
    const { endpoint, requests, connections } = await serve((response, request) => {
      answered += 1;
      if (answered === 1) accept(response);
      else request.socket.resetAndDestroy();
    });
    const api = apiTo(endpoint);

    expect(await api.sendEmail(REQUEST, MESSAGE)).toBe('0102-abc');
    expect(await failureOf(api)).not.toBeInstanceOf(NotSent);
    expect([requests.length, connections()]).toEqual([2, 1]);
  });

  it('makes a new connection when the other side has ended an idle one', async () => {
    const { endpoint, requests, connections } = await serve((response) => {
      response.setHeader('connection', 'close');
      accept(response);
    });
    const api = apiTo(endpoint);

    for (const _ of [1, 2]) expect(await api.sendEmail(REQUEST, MESSAGE)).toBe('0102-abc');
    expect([requests.length, connections()]).toEqual([2, 2]);
  });

  it('does not read an answer without end', async () => {
    const { endpoint, requests } = await serve((response) => {
      response.on('error', () => undefined);
      response.write(`{"MessageId":"${'x'.repeat(100_000)}`);
    });

    expect(await failureOf(apiTo(endpoint))).toMatchObject({ message: 'the answer is longer than any of SES' });
    expect(requests).toHaveLength(1);
  });
});

describe('a mail that was certainly not sent', () => {
  it('has met a server whose certificate nobody vouches for', async () => {
    // A server of another protocol, which brings a certificate of its own.
    const met: string[] = [];
    const other = new SMTPServer({
      secure: true,
      logger: false,
      onConnect: (_, done) => {
        met.push('a client that is content with it');
        done();
      },
    });
    other.on('error', () => met.push('a client that went away'));
    const port = await listen(other.server);

    const failure = await failureOf(apiTo(`https://127.0.0.1:${port}`));

    expect(failure).toBeInstanceOf(NotSent);
    expect(failure).toMatchObject({ message: expect.stringContaining('certificate') });
    expect(met).not.toContain('a client that is content with it');
  });

  it('has met a server that speaks no TLS', async () => {
    const { endpoint, requests } = await serve(accept);

    expect(await failureOf(apiTo(endpoint.replace('http:', 'https:')))).toBeInstanceOf(NotSent);
    expect(requests).toEqual([]);
  });

  it('has met a server that keeps silent in the handshake', async () => {
    let received = Buffer.alloc(0);
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        received = Buffer.concat([received, data]);
      });
    });
    const port = await listen(server);

    const failure = await failureOf(apiTo(`https://127.0.0.1:${port}`, { timeoutMs: 200 }));

    expect(failure).toBeInstanceOf(NotSent);
    expect(failure).toMatchObject({ message: 'no answer within 200 ms' });
    expect(received.includes('outbound-emails')).toBe(false);
  });

  it('got its credentials too late', async () => {
    const { endpoint, requests } = await serve(accept);
    const clock = new ManualClock(AT);
    const credentials = async () => {
      clock.moveTo(AT + 5_000);
      return ROLE;
    };

    expect(await failureOf(apiTo(endpoint, { clock, credentials }))).toBeInstanceOf(NotSent);
    expect(requests).toEqual([]);
  });
});
