import * as z from 'zod';
import { actorOf } from '../../core/access/api-key-store.ts';
import { isoOrNull } from '../../core/clock.ts';
import type { Account } from '../../core/rate/account.ts';
import { holdStack, readStackHold, STACK_HOLD_REASONS } from '../../core/rate/stack-hold.ts';
import type { Concurrency } from '../../core/self-test/concurrency.ts';
import { type ReleasePorts, releaseStack } from '../../core/tasks/release-stack.ts';
import { type Route, route } from '../http/route.ts';
import { actor } from './views.ts';

const known = 'null if there is no such limit or SES does not report it';

/** The account in an answer. */
export const accountAnswer = z
  .strictObject({
    sandbox: z
      .boolean()
      .nullable()
      .describe('Whether SES lets the account mail verified addresses only; null without SES.'),
    sendingEnabled: z.boolean().nullable().describe('Whether SES lets the account send at all; null without SES.'),
    max24HourSend: z.int().nullable().describe(`Mails that the account may send in any 24 hours; ${known}.`),
    sentLast24Hours: z
      .int()
      .nullable()
      .describe('Mails sent in the last 24 hours, as SES counts them; at most a minute old.'),
    maxSendRate: z.number().nullable().describe(`Mails a second that the account may send; ${known}.`),
    sendRate: z
      .number()
      .describe('Mails a second that are sent at most: the smaller of the setting and `maxSendRate`.'),
    lambdaConcurrency: z
      .int()
      .nullable()
      .describe('Functions that the account may run at once, as far as others leave them; null without Lambda.'),
    hold: z
      .strictObject({
        reason: z.enum(STACK_HOLD_REASONS),
        since: z.string().nullable().meta({ format: 'date-time' }),
        by: actor.nullable().describe('Who holds it; null for restored tables, or if that is not known.'),
      })
      .nullable()
      .describe('Why nothing is sent: an operator holds all sending, or the tables are a restored copy.'),
  })
  .meta({ id: 'Account' });

export type AccountPorts = ReleasePorts & { account: Account; concurrency: Concurrency };

/** The account, and the switch that holds everything. */
export const accountRoutes = (ports: AccountPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/account',
    summary: 'Show the account: its limits, what it has sent, and whether sending is held',
    role: 'viewer',
    answer: accountAnswer,
    status: 200,
    handle: async () => ({ body: await viewAccount(ports) }),
  }),
  route({
    method: 'POST',
    path: '/v1/account/hold',
    summary: 'Hold all sending: no run, test or transactional mail is sent until the release',
    role: 'admin',
    answer: accountAnswer,
    status: 200,
    handle: async ({ caller }) => {
      await holdStack(ports, await actorOf(ports.tables, caller));
      ports.log.warn('stack-held');
      return { body: await viewAccount(ports) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/account/release',
    summary: 'Release all sending; in restored tables, tasks that were running or due are paused first',
    role: 'admin',
    answer: accountAnswer,
    status: 200,
    handle: async () => {
      await releaseStack(ports);
      return { body: await viewAccount(ports) };
    },
  }),
];

export async function viewAccount(
  ports: Pick<AccountPorts, 'tables' | 'identity' | 'account' | 'concurrency' | 'settings'>,
): Promise<z.input<typeof accountAnswer>> {
  const [{ day, rate, sandbox, sendingEnabled }, lambdaConcurrency, hold] = await Promise.all([
    ports.account.limits(),
    ports.concurrency.limit(),
    readStackHold(ports),
  ]);
  return {
    sandbox,
    sendingEnabled,
    max24HourSend: day?.perDay ?? null,
    sentLast24Hours: day?.used ?? null,
    maxSendRate: rate,
    sendRate: Math.min(ports.settings.rate, rate ?? ports.settings.rate),
    lambdaConcurrency,
    hold: hold && { ...hold, since: isoOrNull(hold.since) },
  };
}
