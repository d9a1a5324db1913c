import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LambdaApi } from '../../../adapters/lambda/api.ts';
import { LambdaConcurrency } from '../../../adapters/lambda/concurrency.ts';
import { SenderMailer } from '../../../adapters/lambda/sender-mailer.ts';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';

const EXAMPLE = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const AT = Date.parse('2015-08-30T12:36:00Z');

describe('Lambda', () => {
  const clock = new ManualClock(AT);
  const warnings: string[] = [];
  const log = { warn: (event: string) => void warnings.push(event) };
  let calls: { method: string; path: string; headers: IncomingHttpHeaders; body: string }[];
  let answer: { status: number; headers?: Record<string, string>; text: string };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    calls.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status, answer.headers).end(answer.text);
  });
  let api: LambdaApi;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    api = new LambdaApi({ region: 'eu-west-1', endpoint, credentials: async () => EXAMPLE, clock });
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    calls = [];
    warnings.length = 0;
  });

  it('says how many functions may run at once, and is asked again after five minutes', async () => {
    answer = { status: 200, text: JSON.stringify({ AccountLimit: { UnreservedConcurrentExecutions: 10 } }) };
    const concurrency = new LambdaConcurrency(api, { clock, log });
    expect([await concurrency.limit(), await concurrency.limit()]).toEqual([10, 10]);
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /2016-08-19/account-settings/']);
    expect(calls[0]?.headers.authorization).toContain('/eu-west-1/lambda/aws4_request');
    clock.moveTo(clock.now() + 300_000);
    await concurrency.limit();
    expect(calls).toHaveLength(2);
  });

  it('may refuse to say so, which fails nobody', async () => {
    answer = { status: 403, text: '{"Message":"no right"}' };
    expect(await new LambdaConcurrency(api, { clock, log }).limit()).toBeNull();
    expect(warnings).toEqual(['concurrency-not-read']);
  });

  const mailer = () => new SenderMailer({ api, functionName: 'Sender-1', timeoutMs: 1_000 });

  it("hands a mail over by the sender's function, and answers what that answered", async () => {
    answer = { status: 200, text: JSON.stringify({ kind: 'accepted', response: 'id' }) };
    const mail = outgoingMail({ to: 'success@simulator.amazonses.com' });
    expect(await mailer().handOver(mail)).toEqual({ kind: 'accepted', response: 'id' });
    const [call] = calls;
    expect(`${call?.method} ${call?.path}`).toBe('POST /2015-03-31/functions/Sender-1/invocations');
    const { mailId, from, to, subject, text } = mail;
    expect(JSON.parse(call?.body ?? '')).toEqual({ testMail: { mailId, from, to, subject, text, sendingPool: null } });
  });

  it.each([
    ['that may not be invoked', { status: 403, text: '{}' }, 'blocked', /answered 403/],
    [
      'that threw',
      { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, text: '{"errorMessage":"x"}' },
      'unknown',
      /answered Unhandled/,
    ],
    ['whose answer is broken', { status: 200, text: '<html>' }, 'unknown', /did not answer/],
    ['that Lambda cannot run', { status: 502, text: '' }, 'unknown', /answered 502/],
  ])('of a function %s says so', async (_, given, kind, words) => {
    answer = given;
    const result = await mailer().handOver(outgoingMail({ to: 'success@simulator.amazonses.com' }));
    expect(result).toMatchObject({ kind, reason: expect.stringMatching(words) });
  });
});
