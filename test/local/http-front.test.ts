import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { HttpFront } from '../../local/http-front.ts';

const DRAIN_MS = 60_000;
const TEST_MS = 30_000;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

describe('HttpFront', () => {
  it(
    'closes with its last answer, although the client keeps the connection',
    async () => {
      const called = Promise.withResolvers<void>();
      const answer = Promise.withResolvers<void>();
      const front = await HttpFront.listen({
        port: 0,
        clock: new ManualClock(0),
        log: silent,
        api: async () => {
          called.resolve();
          await answer.promise;
          return { statusCode: 200, body: 'done' };
        },
        files: { path: '/files/', serve: async () => {} },
        tencent: () => ({ statusCode: 404 }),
        console: () => ({ statusCode: 404 }),
        local: async () => ({ status: 404 }),
      });
      const response = fetch(`${front.url}/v1/tasks`);
      await called.promise;

      const closed = front.close(DRAIN_MS);
      answer.resolve();

      expect(await (await response).text()).toBe('done');
      await closed;
    },
    TEST_MS,
  );
});
