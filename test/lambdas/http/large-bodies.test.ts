import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { accessRoutesIn } from '../../../lambdas/compose/access.ts';
import { apiIn } from '../../../lambdas/compose/api.ts';
import { audienceRoutesIn } from '../../../lambdas/compose/audience.ts';
import { contentRoutesIn } from '../../../lambdas/compose/content.ts';
import { domainRoutesIn } from '../../../lambdas/compose/domains.ts';
import { insightRoutesIn } from '../../../lambdas/compose/insight.ts';
import { taskRoutesIn } from '../../../lambdas/compose/tasks.ts';
import type { Route } from '../../../lambdas/http/route.ts';
import { START } from '../../core/audience/audience-ports.ts';
import { atBest } from '../../support/at-best.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { SAMPLE_PRODUCT } from '../../support/sample-product.ts';
import { eventOf, read } from './requests.ts';

const FIVE_MB = 5 * 1024 * 1024;

/**
 * What a body may take of the process: its own time at a stretch, and memory on top. Both are promised for a quiet
 * machine (100 ms) and measured on any, by the time of the thread alone.
 */
const STRETCH_MS = 500;
const MEMORY_BYTES = 256 * 1024 * 1024;

/** `piece` again and again, separated by commas, as often as an event of Lambda has room or as is wanted. */
const many = (piece: (index: number) => string, most = Number.POSITIVE_INFINITY): string => {
  const pieces: string[] = [];
  for (let index = 0, length = 0; index < most && length < FIVE_MB - 1_000; index += 1) {
    const next = piece(index);
    pieces.push(next);
    // A quote takes two bytes there.
    length += JSON.stringify(next).length - 1;
  }
  return pieces.join(',');
};

const zero = () => '0';
const distinct = (index: number) => `"${index.toString(36)}":0`;

/** Values that are more than a body may hold, each in one way. */
const TOO_MUCH: Record<string, string> = {
  '5 MB of zeros': `[${many(zero)}]`,
  '5 MB of empty objects': `[${many(() => '{}')}]`,
  '5 MB of empty lists': `[${many(() => '[]')}]`,
  'as many fields as fit': `{${many(distinct)}}`,
  'objects that have no field in common': `[${many((index) => `{${distinct(index)}}`)}]`,
  'fields in ever new order': `[${many((seed) => `{${many((i) => `"${(seed >> i) & 1 ? 'a' : 'b'}${i}":0`, 17)}}`)}]`,
  'a million lists in each other': '['.repeat(1_000_000) + ']'.repeat(1_000_000),
  'objects in each other': `${'{"a":'.repeat(500_000)}0${'}'.repeat(500_000)}`,
  'a number of 5 MB': '9'.repeat(FIVE_MB - 2_000),
  '5 MB of zeros that are no JSON': '0'.repeat(FIVE_MB - 2_000),
  'quotes only': '"'.repeat(FIVE_MB / 2),
};

/** Values as large as a body may hold them. */
const ALLOWED: Record<string, string> = {
  '299,000 zeros': `[${many(zero, 299_000)}]`,
  '20,000 empty objects': `[${many(() => '{}', 20_000)}]`,
  '20,000 objects of unknown fields': `[${many(() => '{"email":1,"data":2,"x":3,"y":4}', 20_000)}]`,
  '299,000 short texts': `[${many((index) => `"${index.toString(36)}"`, 299_000)}]`,
  'an object of 39,000 fields': `{${many(distinct, 39_000)}}`,
};

const world = { ...memoryWorld(START), publish: async () => undefined };
const withBody = [
  ...accessRoutesIn(world, { access: { forget: () => undefined }, openApi: {}, product: SAMPLE_PRODUCT }),
  ...audienceRoutesIn(world),
  ...contentRoutesIn(world),
  ...domainRoutesIn(world),
  ...insightRoutesIn(world),
  ...taskRoutesIn(world),
].filter(({ body }) => body !== undefined);
const api = apiIn(world, withBody, { authenticate: async () => ({ keyId: '1', role: 'admin' }) });

/** The fields of a body, by name, as the document describes them; of one with several forms, those of the first. */
const fieldsOf = ({ body = z.strictObject({}) }: Route): Record<string, object> => {
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  const form = (schema.properties === undefined ? schema.anyOf?.[0] : schema) as typeof schema;
  return form.properties as Record<string, object>;
};

/** The fields of all bodies that take a list or an object. */
const lists = withBody.flatMap((route) =>
  Object.entries(fieldsOf(route))
    .filter(([, schema]) => /"type":"(array|object)"/.test(JSON.stringify(schema)))
    .map(([field]) => [`${field} of ${route.method} ${route.path}`, route, field] as const),
);

/** Runs something, and notes the longest stretch of the thread between two turns of the event loop. */
const meter = async (work: () => Promise<unknown>): Promise<{ stretchMs: number; bytes: number }> => {
  const cpu = () => (process.threadCpuUsage().user + process.threadCpuUsage().system) / 1_000;
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = used();
  let isDone = false;
  let stretchMs = 0;
  let peak = before;
  const look = async () => {
    while (!isDone) {
      const from = cpu();
      await turn();
      stretchMs = Math.max(stretchMs, cpu() - from);
      peak = Math.max(peak, used());
    }
  };
  const looking = look();
  try {
    await work();
  } finally {
    isDone = true;
    await looking;
  }
  return { stretchMs, bytes: peak - before };
};

/** The status of a request, which may not hold up the process. */
const statusWithin = (request: { method: string; path: string }, rawBody: string): Promise<number> =>
  atBest(() => statusOnce(request, rawBody));

const statusOnce = async ({ method, path }: { method: string; path: string }, rawBody: string): Promise<number> => {
  let status = 0;
  const { stretchMs, bytes } = await meter(async () => {
    const request = { method, path: path.replaceAll(/\{\w+\}/g, '1'), rawBody };
    status = read(await api(eventOf(request))).status ?? 0;
  });
  expect(stretchMs).toBeLessThan(STRETCH_MS);
  expect(bytes).toBeLessThan(MEMORY_BYTES);
  return status;
};

describe('a large body', () => {
  it.each(Object.entries(TOO_MUCH))('is refused when it is %s, before it is taken apart', async (_what, rawBody) => {
    expect(await statusWithin({ method: 'POST', path: '/v1/lists/{id}/recipients' }, rawBody)).toBe(400);
    expect(await statusWithin({ method: 'POST', path: '/v1/templates/{id}/preview' }, `{"data":${rawBody}}`)).toBe(400);
  });

  it.each(lists)('holds nobody up by lists and objects in %s', async (_name, route, field) => {
    for (const large of Object.values(ALLOWED)) {
      expect(await statusWithin(route, `{"${field}":${large}}`)).toBeGreaterThanOrEqual(400);
    }
  });

  it.each(withBody.map((route) => [route.method, route.path, route] as const))(
    'of %s %s holds nobody up by long texts',
    async (_method, _path, route) => {
      const fields = Object.keys(fieldsOf(route));
      const length = (FIVE_MB - 10_000) / Math.max(1, fields.length);
      for (const piece of ['a', ' ', '.', 'a@', '\\u0041']) {
        const text = piece.repeat(length / JSON.stringify(piece).length);
        const body = fields.map((field) => `"${field}":"${text}"`);
        expect(await statusWithin(route, `{${body.join(',')}}`)).toBeGreaterThanOrEqual(400);
      }
    },
  );

  it('of recipients is taken when each of 20,000 has twelve fields', async () => {
    const data = many((field) => `"field-${field}":"${field}"`, 12);
    const rawBody = `{"recipients":[${many((i) => `{"email":"${i}@example.com","data":{${data}}}`, 20_000)}]}`;
    // 404: the list does not exist, so the body was fine.
    expect(await statusWithin({ method: 'POST', path: '/v1/lists/{id}/recipients' }, rawBody)).toBe(404);
  });

  it('of recipients says how many there may be, whatever they are', async () => {
    const request = {
      method: 'POST',
      path: '/v1/lists/1/recipients',
      rawBody: `{"recipients":[${many(zero, 20_001)}]}`,
    };
    const { json } = read(await api(eventOf(request)));
    expect(json).toMatchObject({ status: 400, code: 'too-many-recipients' });
  });
});
