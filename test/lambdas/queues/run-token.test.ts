import { describe, expect, it } from '@jest/globals';
import { parseToken } from '../../../lambdas/queues/run-token.ts';

describe('parseToken', () => {
  it('reads a token, whatever else it carries', () => {
    expect(parseToken('{"v":1,"runId":"17-kq2b1x","more":true}')).toEqual({ v: 1, runId: '17-kq2b1x' });
  });

  it.each([
    'null',
    '7',
    '[]',
    '{}',
    '{"v":2,"runId":"17"}',
    '{"v":1,"runId":""}',
    '{"v":1,"runId":17}',
    JSON.stringify({ v: 1, runId: 'x'.repeat(65) }),
    'no JSON',
  ])('refuses %s', (body) => {
    expect(() => parseToken(body)).toThrow();
  });
});
