import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SesIdentities } from '../../../adapters/ses/identities.ts';

interface Reply {
  status: number;
  error?: string;
  body?: unknown;
}

const PREFIX = 'arn:aws:ses:eu-west-1:123456789012:identity/';

/** Speaks the REST protocol of SES: replies by method and path, and notes what was asked. */
let server: Server;
let client: SESv2Client;
let replies: Record<string, Reply>;
let asked: { call: string; body: unknown }[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const call = `${request.method} ${decodeURIComponent(request.url ?? '')}`;
    asked.push({ call, body: await bodyOf(request) });
    const { status, error, body } = replies[call] ?? { status: 500, error: 'InternalFailure' };
    response.writeHead(status, { 'content-type': 'application/json', ...(error && { 'x-amzn-errortype': error }) });
    response.end(JSON.stringify(body ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new SESv2Client({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});

beforeEach(() => {
  asked = [];
  replies = {
    'PUT /v2/email/identities/x.test/feedback': { status: 200 },
    'PUT /v2/email/identities/x.test/mail-from': { status: 200 },
  };
});

afterAll(async () => {
  client.destroy();
  server.close();
  await once(server, 'close');
});

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const text = (await request.toArray()).join('');
  return text === '' ? undefined : JSON.parse(text);
};

const identities = () => new SesIdentities(client, { tag: 'mailramp-prod', identityArnPrefix: PREFIX });

const CREATE = 'POST /v2/email/identities';
const ONE = '/v2/email/identities/x.test';
const FEEDBACK = `PUT ${ONE}/feedback`;
const MAIL_FROM = `PUT ${ONE}/mail-from`;
const TAGS = [{ Key: 'mailramp', Value: 'mailramp-prod' }];
const EXISTS: Reply = { status: 400, error: 'AlreadyExistsException' };

describe('SesIdentities', () => {
  it('makes an identity with the tag of the stack', async () => {
    const DkimAttributes = { Tokens: ['a', 'b', 'c'] };
    replies[CREATE] = { status: 200, body: { VerifiedForSendingStatus: false, DkimAttributes } };
    expect(await identities().create('x.test', 'bounce.x.test')).toEqual({
      dkimTokens: ['a.dkim.amazonses.com', 'b.dkim.amazonses.com', 'c.dkim.amazonses.com'],
      verified: false,
      mailFrom: { domain: 'bounce.x.test', mx: '10 feedback-smtp.eu-west-1.amazonses.com' },
      adopted: false,
    });
    expect(asked).toEqual([
      { call: CREATE, body: { EmailIdentity: 'x.test', Tags: TAGS } },
      { call: FEEDBACK, body: { EmailForwardingEnabled: false } },
      { call: MAIL_FROM, body: { BehaviorOnMxFailure: 'USE_DEFAULT_VALUE', MailFromDomain: 'bounce.x.test' } },
    ]);
  });

  it.each([FEEDBACK, MAIL_FROM])('removes an identity again that cannot be set up: %s', async (setting) => {
    replies[CREATE] = { status: 200, body: {} };
    replies[setting] = { status: 400, error: 'TooManyRequestsException' };
    replies[`DELETE ${ONE}`] = { status: 200 };
    await expect(identities().create('x.test', 'bounce.x.test')).rejects.toThrow();
    expect(asked.at(-1)?.call).toBe(`DELETE ${ONE}`);
  });

  it('leaves the feedback of an adopted identity as it is', async () => {
    replies[CREATE] = EXISTS;
    replies[`GET ${ONE}`] = { status: 200, body: { VerifiedForSendingStatus: true } };
    replies['POST /v2/email/tags'] = { status: 200 };
    await identities().create('x.test', 'bounce.x.test');
    expect(asked.map(({ call }) => call)).not.toContain(FEEDBACK);
    expect(asked.map(({ call }) => call)).not.toContain(MAIL_FROM);
  });

  it('names the zone of a region that has its own', async () => {
    const DkimAttributes = { Tokens: ['a'], SigningHostedZone: 'dkim.ap-south-2.amazonses.com' };
    replies[CREATE] = { status: 200, body: { DkimAttributes } };
    expect((await identities().create('x.test', 'bounce.x.test')).dkimTokens).toEqual([
      'a.dkim.ap-south-2.amazonses.com',
    ]);
  });

  it('adopts an identity that exists, and tags it so that the sender may use it', async () => {
    replies[CREATE] = EXISTS;
    const DkimAttributes = { Tokens: ['own'], SigningAttributesOrigin: 'EXTERNAL' };
    replies[`GET ${ONE}`] = { status: 200, body: { VerifiedForSendingStatus: true, DkimAttributes } };
    replies['POST /v2/email/tags'] = { status: 200 };
    expect(await identities().create('x.test', 'bounce.x.test')).toEqual({
      dkimTokens: [],
      verified: true,
      mailFrom: null,
      adopted: true,
    });
    expect(asked.at(-1)).toEqual({
      call: 'POST /v2/email/tags',
      body: { ResourceArn: `${PREFIX}x.test`, Tags: TAGS },
    });
  });

  it('shows where the bounces of an adopted identity go', async () => {
    replies[CREATE] = EXISTS;
    const MailFromAttributes = { MailFromDomain: 'mail.x.test', BehaviorOnMxFailure: 'REJECT_MESSAGE' };
    replies[`GET ${ONE}`] = { status: 200, body: { MailFromAttributes } };
    replies['POST /v2/email/tags'] = { status: 200 };
    const { mailFrom } = await identities().create('x.test', 'bounce.x.test');
    expect(mailFrom).toEqual({ domain: 'mail.x.test', mx: '10 feedback-smtp.eu-west-1.amazonses.com' });
  });

  it("lets bounces go back to SES's own domain again", async () => {
    expect(await identities().setMailFrom('x.test', null)).toBeNull();
    expect(asked).toEqual([{ call: MAIL_FROM, body: { BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' } }]);
  });

  it('leaves the identity of another stack alone', async () => {
    replies[CREATE] = EXISTS;
    replies[`GET ${ONE}`] = { status: 200, body: { Tags: [{ Key: 'mailramp', Value: 'mailramp-test' }] } };
    await expect(identities().create('x.test', 'bounce.x.test')).rejects.toMatchObject({ code: 'already-exists' });
    expect(asked).toHaveLength(2);
  });

  it('makes an identity of a test recipient, with the tag by which the sender may mail it', async () => {
    replies[CREATE] = { status: 200, body: {} };
    expect(await identities().addTestRecipient('jo@x.test')).toEqual({ address: 'jo@x.test', status: 'pending' });
    expect(asked).toEqual([{ call: CREATE, body: { EmailIdentity: 'jo@x.test', Tags: TAGS } }]);
  });

  it('tags a test recipient that somebody verified in the console', async () => {
    replies[CREATE] = EXISTS;
    replies['GET /v2/email/identities/jo@x.test'] = { status: 200, body: { VerifiedForSendingStatus: true } };
    replies['POST /v2/email/tags'] = { status: 200 };
    expect(await identities().addTestRecipient('jo@x.test')).toEqual({ address: 'jo@x.test', status: 'verified' });
    expect(asked.at(-1)?.body).toEqual({ ResourceArn: `${PREFIX}jo@x.test`, Tags: TAGS });
  });

  it("leaves another stack's test recipient alone", async () => {
    replies[CREATE] = EXISTS;
    const Tags = [{ Key: 'mailramp', Value: 'mailramp-test' }];
    replies['GET /v2/email/identities/jo@x.test'] = { status: 200, body: { Tags } };
    await expect(identities().addTestRecipient('jo@x.test')).rejects.toMatchObject({ code: 'already-exists' });
  });

  it.each([
    [{ status: 200, body: { VerifiedForSendingStatus: true, VerificationStatus: 'SUCCESS' } }, 'verified'],
    [{ status: 200, body: { VerifiedForSendingStatus: false, VerificationStatus: 'PENDING' } }, 'pending'],
    [{ status: 200, body: { VerifiedForSendingStatus: false, VerificationStatus: 'FAILED' } }, 'failed'],
    [{ status: 404, error: 'NotFoundException' }, 'failed'],
  ])('reads %j as %s', async (reply, status) => {
    replies[`GET ${ONE}`] = reply;
    expect(await identities().status('x.test')).toBe(status);
  });

  it('removes an identity, also one that is gone', async () => {
    replies[`DELETE ${ONE}`] = { status: 200 };
    await identities().remove('x.test');
    replies[`DELETE ${ONE}`] = { status: 404, error: 'NotFoundException' };
    await identities().remove('x.test');
    expect(asked).toHaveLength(2);
  });

  it('throws what it does not know', async () => {
    replies[CREATE] = { status: 400, error: 'LimitExceededException' };
    await expect(identities().create('x.test', 'bounce.x.test')).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
    replies[`DELETE ${ONE}`] = { status: 400, error: 'ConcurrentModificationException' };
    await expect(identities().remove('x.test')).rejects.toMatchObject({ name: 'ConcurrentModificationException' });
  });
});
