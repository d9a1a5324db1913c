import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MimeComposer } from '../../../adapters/mime/composer.ts';
import { SesApi, type SesApiOptions } from '../../../adapters/ses/api.ts';
import { classifySesError } from '../../../adapters/ses/classify.ts';
import { NotSent } from '../../../adapters/ses/connections.ts';
import { SesMailer, type SesMailerOptions } from '../../../adapters/ses/mailer.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const accept: Answer = (response) => response.end(JSON.stringify({ MessageId: '0102-abc' }));

/** As SES refuses: the name in a header, the text in the body. */
const refuse =
  (status: number, name: string, message: string): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
    response.end(JSON.stringify({ message }));
  };

interface SesRequest {
  ConfigurationSetName?: string;
  Content: { Raw: { Data: string } };
  EmailTags: { Name: string; Value: string }[];
  [field: string]: unknown;
}

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp) await close();
  cleanUp = [];
});

const TIMEOUT_MS = 1_000;
const ACCESS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

const mailerOn = (options: Partial<SesApiOptions>, more: Partial<SesMailerOptions> = {}) => {
  const clock = new ManualClock(0);
  const ses = new SesApi({
    region: 'eu-west-1',
    credentials: async () => ACCESS,
    clock,
    timeoutMs: TIMEOUT_MS,
    ...options,
  });
  cleanUp.push(async () => ses.close());
  return new SesMailer({
    ses,
    composer: new MimeComposer(clock),
    configurationSet: null,
    timeoutMs: TIMEOUT_MS,
    ...more,
  });
};

const start = async (answer: Answer, options: { configurationSet?: string; pools?: Record<string, string> } = {}) => {
  const requests: SesRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests.push(JSON.parse(Buffer.concat(chunks).toString()));
    answer(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const mailer = mailerOn({ endpoint: `http://127.0.0.1:${port}` }, options);
  cleanUp.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { mailer, requests, server };
};

describe('SesMailer', () => {
  it('hands over the composed message with the tag that its events will carry', async () => {
    const { mailer, requests } = await start(accept, { configurationSet: 'mailramp' });

    const outcome = await mailer.handOver(outgoingMail({ from: 'Zoë <news@example.com>' }));

    expect(outcome).toEqual({ kind: 'accepted', response: '0102-abc' });
    expect(requests).toEqual([
      {
        FromEmailAddress: 'news@example.com',
        Destination: { ToAddresses: ['ann@example.com'] },
        Content: { Raw: { Data: expect.any(String) } },
        EmailTags: [{ Name: 'mailId', Value: '17-kq2b1x-3-49' }],
        ConfigurationOverrides: { Tracking: { OpenTrackingEnabled: 'DISABLED', ClickTrackingEnabled: 'DISABLED' } },
        ConfigurationSetName: 'mailramp',
      },
    ]);
    expect(await PostalMime.parse(Buffer.from(requests[0]?.Content.Raw.Data ?? '', 'base64'))).toMatchObject({
      from: { name: 'Zoë', address: 'news@example.com' },
      to: [{ address: 'ann@example.com' }],
      subject: 'Hello Ann',
      messageId: '<17-kq2b1x-3-49@example.com>',
    });
  });

  it('has opens and clicks tracked where the mail says so, but never the link to unsubscribe', async () => {
    const { mailer, requests } = await start(accept);
    const unsubscribeUrl = 'https://api.test/u/abc';
    const html = `<a href="https://x.test/">shop</a> <a class="x" href="${unsubscribeUrl}">stop</a> <a href='${unsubscribeUrl}'>stop</a>`;

    await mailer.handOver(outgoingMail({ html, unsubscribeUrl, isTracked: true }));
    await mailer.handOver(outgoingMail({ html, unsubscribeUrl, isTracked: false }));

    expect(requests.map(({ ConfigurationOverrides }) => ConfigurationOverrides)).toEqual([
      { Tracking: { OpenTrackingEnabled: 'ENABLED', ClickTrackingEnabled: 'ENABLED' } },
      { Tracking: { OpenTrackingEnabled: 'DISABLED', ClickTrackingEnabled: 'DISABLED' } },
    ]);
    const written = await Promise.all(
      requests.map(({ Content }) => PostalMime.parse(Buffer.from(Content.Raw.Data, 'base64'))),
    );
    expect(written[0]?.html?.trim()).toBe(
      html.replace(`class="x" href`, `class="x" ses:no-track href`).replace(`href='`, `ses:no-track href='`),
    );
    expect(written[1]?.html?.trim()).toBe(html);
  });

  it('tags a mail of a campaign for the reports of mailbox providers', async () => {
    const { mailer, requests } = await start(accept);

    await mailer.handOver(outgoingMail({ feedback: { taskId: '17', listId: '9' } }));

    expect(requests[0]?.EmailTags.slice(1)).toEqual([
      { Name: 'ses:feedback-id-a', Value: '17' },
      { Name: 'ses:feedback-id-b', Value: '9' },
    ]);
  });

  it('names the configuration set of a pool of dedicated addresses, and the shared one for a pool that is gone', async () => {
    const pools = { news: 'mailramp-news' };
    const { mailer, requests } = await start(accept, { configurationSet: 'mailramp', pools });

    for (const sendingPool of ['news', 'gone', null]) await mailer.handOver(outgoingMail({ sendingPool }));

    expect(requests.map(({ ConfigurationSetName }) => ConfigurationSetName)).toEqual([
      'mailramp-news',
      'mailramp',
      'mailramp',
    ]);
  });

  it('names no configuration set when there is none', async () => {
    const { mailer, requests } = await start(accept);

    await mailer.handOver(outgoingMail());

    expect(requests[0]).not.toHaveProperty('ConfigurationSetName');
  });

  it.each([
    [{ to: 'ann@example.com, eve@example.com' }, 'the mail cannot be written: Error: to is not an address'],
    [{ attachments: [{ name: 'a', contentType: null, content: new Uint8Array(8 * 1024 * 1024) }] }, 'mail-too-large'],
  ])('refuses, without a request, a mail that SES must not get', async (changes, reason) => {
    const { mailer, requests } = await start(accept);

    expect(await mailer.handOver(outgoingMail(changes))).toEqual({ kind: 'refused', reason });
    expect(requests).toEqual([]);
  });
});

const SANDBOX_REASON =
  'the account is in the SES sandbox and mails verified addresses only: ask for production access in the SES console';
const IN_SANDBOX = 'Email address is not verified. The following identities failed the check in region EU-WEST-1: ';

const PARTIES = { sender: 'news@example.com', recipient: 'ann@reader.test' };
const DENIED =
  'User: arn:aws:sts::1:assumed-role/sender/x is not authorized to perform: ses:SendEmail on resource: arn:aws:ses:eu-west-1:1:identity/';

describe('classifySesError', () => {
  it.each([
    [429, 'TooManyRequestsException', 'Too many requests', { kind: 'throttled' }],
    [400, 'TooManyRequestsException', 'Maximum sending rate exceeded.', { kind: 'throttled' }],
    [400, 'Throttling', 'Maximum sending rate exceeded.', { kind: 'throttled' }],
    [400, 'ThrottlingException', 'Rate exceeded', { kind: 'throttled' }],
    [400, 'LimitExceededException', 'Limit', { kind: 'throttled' }],
    [429, 'TooManyRequestsException', 'Daily message quota exceeded.', { kind: 'blocked', code: 'account-quota' }],
    [400, 'LimitExceededException', 'Daily message quota exceeded.', { kind: 'blocked', code: 'account-quota' }],
    [400, 'MailFromDomainNotVerifiedException', 'MX', { kind: 'blocked', code: 'domain-not-verified' }],
    [400, 'MessageRejected', `${IN_SANDBOX}news@example.com`, { kind: 'blocked', code: 'domain-not-verified' }],
    [400, 'MessageRejected', `${IN_SANDBOX}ann@reader.test`, { kind: 'refused', reason: SANDBOX_REASON }],
    [400, 'AccountSuspendedException', 'Suspended', { kind: 'blocked', code: 'sending-disabled' }],
    [400, 'SendingPausedException', 'Paused', { kind: 'blocked', code: 'sending-disabled' }],
    [403, 'AccessDeniedException', 'not authorized', { kind: 'blocked', code: 'sending-disabled' }],
    [403, 'AccessDeniedException', `${DENIED}ann@example.com`, { kind: 'refused', reason: SANDBOX_REASON }],
    [403, 'AccessDeniedException', `${DENIED}example.com`, { kind: 'blocked', code: 'sending-disabled' }],
    [403, 'AccessDeniedException', `${DENIED}news@example.com`, { kind: 'blocked', code: 'sending-disabled' }],
    [403, 'ExpiredTokenException', 'expired', { kind: 'blocked', code: 'sending-disabled' }],
    [404, 'NotFoundException', 'Configuration set', { kind: 'blocked', code: 'sending-disabled' }],
    [400, 'MessageRejected', 'virus', { kind: 'refused', reason: 'MessageRejected: virus' }],
    [400, 'BadRequestException', 'Missing final @domain', { kind: 'refused' }],
    [413, 'RequestEntityTooLarge', 'too large', { kind: 'refused' }],
    [408, 'RequestTimeout', 'slow', { kind: 'unknown' }],
    [500, 'InternalServiceErrorException', 'oops', { kind: 'unknown' }],
    [503, 'ServiceUnavailable', 'Daily message quota exceeded', { kind: 'unknown' }],
    [504, 'Whatever', 'gateway', { kind: 'unknown' }],
  ])('%s %s "%s": %j, after one request', async (status, name, message, expected) => {
    const { mailer, requests } = await start(refuse(status, name, message));

    expect(await mailer.handOver(outgoingMail())).toMatchObject(expected);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['the connection is reset after the request', (_, request) => request.socket.resetAndDestroy()],
    ['the connection is closed after the request', (_, request) => request.socket.destroy()],
    ['nothing is answered', () => undefined],
    ['the answer stops in the middle', (response) => response.write('{"MessageId"')],
    ['the answer cannot be read', (response) => response.end('<html>')],
  ])('does not know what became of a mail when %s, and asks once', async (_, answer) => {
    const { mailer, requests } = await start(answer);
    const startedAt = performance.now();

    expect((await mailer.handOver(outgoingMail())).kind).toBe('unknown');
    expect(requests).toHaveLength(1);
    // A busy machine may be late by itself.
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + 1_000);
  });

  it.each([
    ['nothing listens', (port: number) => `http://127.0.0.1:${port}`],
    ['the host has no address', () => 'http://ses.no-such-host.invalid'],
  ])('is certain that a mail was not sent when %s', async (_, endpoint) => {
    const { server } = await start(accept);
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');

    expect((await mailerOn({ endpoint: endpoint(port) }).handOver(outgoingMail())).kind).toBe('throttled');
  });

  it('is certain that a mail was not sent when no address of a host answers, and only then', () => {
    const refused = new Error('connect ECONNREFUSED ::1:443');
    const timedOut = new Error('connect ETIMEDOUT 127.0.0.1:443');
    const lost = new Error('read ECONNRESET');

    expect(classifySesError(new NotSent(new AggregateError([refused, timedOut])), PARTIES).kind).toBe('throttled');
    expect(classifySesError(new AggregateError([refused, lost]), PARTIES).kind).toBe('unknown');
    expect(classifySesError(new AggregateError([]), PARTIES).kind).toBe('unknown');
    expect(classifySesError('no error at all', PARTIES).kind).toBe('unknown');
  });

  it('is certain that a mail was not sent when there are no credentials', async () => {
    const { server, requests } = await start(accept);
    const mailer = mailerOn({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })),
    });

    expect((await mailer.handOver(outgoingMail())).kind).toBe('throttled');
    expect(requests).toEqual([]);
  });

  it('answers in time when the search for credentials does not end', async () => {
    const mailer = mailerOn({ credentials: () => new Promise(() => undefined) }, { timeoutMs: 100 });

    expect(await mailer.handOver(outgoingMail())).toEqual({ kind: 'unknown', reason: 'no answer within 100 ms' });
  });
});
