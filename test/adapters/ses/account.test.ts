import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { SesAccount } from '../../../adapters/ses/account.ts';
import { SesApi } from '../../../adapters/ses/api.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import { keptLimitsIn } from '../../../core/rate/kept-limits.ts';

/** Speaks the REST protocol of SES: answers GetAccount, or throttles it, and counts. */
let server: Server;
let ses: SesApi;
let quota: object | null;
let calls: number;
let now: number;
let warnings: string[];
let told: Record<string, unknown>[];
let tables: MemoryTables;

beforeAll(async () => {
  server = createServer((_request, response) => {
    calls += 1;
    const throttled = { 'x-amzn-errortype': 'TooManyRequestsException' };
    response.writeHead(quota ? 200 : 429, { 'content-type': 'application/json', ...(quota ? {} : throttled) });
    response.end(
      JSON.stringify(
        quota
          ? { SendQuota: quota, ProductionAccessEnabled: false, SendingEnabled: true }
          : { message: 'Rate exceeded' },
      ),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ses = new SesApi({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: async () => ({ accessKeyId: 'test', secretAccessKey: 'test' }),
    clock: { now: () => now },
    timeoutMs: 5_000,
  });
});

beforeEach(() => {
  quota = { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 7 };
  calls = 0;
  now = Date.parse('2027-01-05T09:00:00Z');
  warnings = [];
  told = [];
  tables = new MemoryTables({ now: () => now });
});

afterAll(() => {
  ses.close();
  server.close();
});

const account = () =>
  new SesAccount({
    ses,
    clock: { now: () => now },
    kept: keptLimitsIn(tables, { now: () => now }),
    log: { info: (event, fields) => void told.push({ event, ...fields }), warn: (event) => void warnings.push(event) },
  });

const LIMITS = { day: { perDay: 50_000, used: 7 }, rate: 14, sandbox: true, sendingEnabled: true };

describe('SesAccount', () => {
  it('tells, each time that it asks, how much of the quota is used', async () => {
    quota = { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 45_020 };
    await account().limits();
    expect(told).toEqual([{ event: 'account-limits', perDay: 50_000, used: 45_020, quotaUsed: 90 }]);
  });

  it('asks once a minute, however many ask', async () => {
    const ses = account();

    const answers = await Promise.all([ses.limits(), ses.limits()]);
    now += MINUTE - 1;
    answers.push(await ses.limits());

    expect(answers).toEqual([LIMITS, LIMITS, LIMITS]);
    expect(calls).toBe(1);

    now += 1;
    await ses.limits();
    expect(calls).toBe(2);
  });

  it('keeps to what it knows when SES throttles', async () => {
    const ses = account();
    await ses.limits();
    quota = null;
    now += MINUTE;

    expect(await ses.limits()).toEqual(LIMITS);
    expect(warnings).toEqual(['account-limits-not-read']);
  });

  it('begins, while SES throttles, with the limits that another process learned', async () => {
    await account().limits();
    quota = null;

    expect(await account().limits()).toEqual({ ...LIMITS, sandbox: null, sendingEnabled: null });
  });

  it('takes from another process only the rate when that asked more than an hour ago', async () => {
    await account().limits();
    quota = null;
    now += HOUR + 1;

    expect(await account().limits()).toEqual({ day: null, rate: 14, sandbox: null, sendingEnabled: null });
  });

  it('answers where the limits cannot be kept for others', async () => {
    tables.write = () => Promise.reject(new Error('refused'));

    expect(await account().limits()).toEqual(LIMITS);
    expect(warnings).toEqual(['account-limits-not-kept']);
  });

  it('keeps the limits, and again when they have changed', async () => {
    const ses = account();
    await ses.limits();
    quota = { Max24HourSend: 50_000, MaxSendRate: 90, SentLast24Hours: 8 };
    now += MINUTE;
    await ses.limits();

    expect(await keptLimitsIn(tables, { now: () => now }).read()).toEqual({
      rate: 90,
      day: { perDay: 50_000, used: 8 },
    });
  });

  it('assumes no limit while nobody knows one, and asks again soon', async () => {
    const ses = account();
    quota = null;
    expect(await ses.limits()).toEqual({ day: null, rate: null, sandbox: null, sendingEnabled: null });

    quota = { Max24HourSend: -1, MaxSendRate: 14 };
    now += 5 * SECOND;

    expect(await ses.limits()).toEqual({ ...LIMITS, day: null });
  });
});
