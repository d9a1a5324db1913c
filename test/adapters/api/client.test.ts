import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../../adapters/api/client.ts';
import { SECOND } from '../../../core/clock.ts';

interface Scripted {
  status: number;
  body?: object;
  headers?: Record<string, string>;
}

const BUSY: Scripted = { status: 503, body: { code: 'busy', detail: 'too much' }, headers: { 'retry-after': '5' } };

let server: Server | undefined;
afterEach(() => void server?.close());

/** A client, and a server that gives these answers, and then the last of them again and again. */
async function clientOf(...answers: Scripted[]) {
  const heard: { method: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    heard.push({ method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const { status, body, headers } = answers[Math.min(heard.length, answers.length) - 1] as Scripted;
    response.writeHead(status, headers).end(body && JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const waits: number[] = [];
  const clock = { sleep: async (milliseconds: number) => void waits.push(milliseconds) };
  const { port } = server.address() as AddressInfo;
  return { client: new ApiClient(`http://127.0.0.1:${port}`, 'key', clock), heard, waits };
}

describe('ApiClient', () => {
  it('sends what was too busy again as it was, with the same key, after the wait that was asked for', async () => {
    const { client, heard, waits } = await clientOf(BUSY, BUSY, { status: 201, body: { listId: '5' } });
    expect(await client.post('/v1/lists', { name: 'a' })).toEqual({ listId: '5' });
    expect(waits).toEqual([5 * SECOND, 5 * SECOND]);
    expect(heard.map(({ body }) => body)).toEqual(Array(3).fill('{"name":"a"}'));
    expect(new Set(heard.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(heard[0]?.headers['idempotency-key']).toMatch(/.{30,}/);
  });

  it('takes the key that it is given', async () => {
    const { client, heard } = await clientOf({ status: 201, body: {} });
    await client.post('/v1/lists', { name: 'a' }, { idempotencyKey: 'mine' });
    expect(heard[0]?.headers['idempotency-key']).toBe('mine');
  });

  it('gives up after five calls, with the problem', async () => {
    const { client, heard } = await clientOf(BUSY);
    await expect(client.get('/v1/lists')).rejects.toMatchObject({ status: 503, code: 'busy', retryAfter: 5 });
    expect(heard).toHaveLength(5);
  });

  it('waits for a busy request that has not said yet that it is over, but not for one of somebody else', async () => {
    const inProgress = { status: 409, body: { code: 'request-in-progress' } };
    const own = await clientOf(BUSY, inProgress, { status: 200, body: { total: 1 } });
    expect(await own.client.post('/v1/lists', {})).toEqual({ total: 1 });
    server?.close();
    const other = await clientOf(inProgress);
    await expect(other.client.post('/v1/lists', {})).rejects.toMatchObject({ status: 409 });
    expect(other.waits).toEqual([]);
  });

  it.each([
    { status: 503, headers: { 'retry-after': '5' } },
    { status: 503, body: { message: 'Service Unavailable' } },
    { status: 500, body: { code: 'internal-error' } },
    { status: 429, body: { code: 'rate-limited' }, headers: { 'retry-after': '1' } },
  ])('does not repeat %j, which may have done something or asks for something else', async (answer) => {
    const { client, heard } = await clientOf(answer);
    await expect(client.post('/v1/lists', {})).rejects.toMatchObject({ status: answer.status });
    expect(heard).toHaveLength(1);
  });
});
