import { describe, expect, it } from '@jest/globals';
import { parseImportMessages } from '../../lambdas/queues/messages.ts';

const s3Event = (...keys: string[]) =>
  JSON.stringify({
    Records: keys.map((key) => ({ eventName: 'ObjectCreated:Put', s3: { object: { key, size: 7 } } })),
  });

describe('parseImportMessages', () => {
  it("reads the importer's own messages and those of S3", () => {
    const message = { v: 1, listId: '17', importId: '42' };
    expect(parseImportMessages(JSON.stringify(message))).toEqual([message]);
    expect(parseImportMessages(s3Event('imports/17/42', 'imports/1/2'))).toEqual([
      message,
      { v: 1, listId: '1', importId: '2' },
    ]);
  });

  it('has nothing to do with the test of S3, or with other objects', () => {
    expect(parseImportMessages(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }))).toEqual([]);
    expect(parseImportMessages(s3Event('imports/17', 'imports/x/42', 'imports/17/42/more', 'imports%2F17'))).toEqual(
      [],
    );
  });

  it.each(['{}', '[]', '{"v":2,"listId":"1","importId":"2"}'])('throws on %s', (body) => {
    expect(() => parseImportMessages(body)).toThrow();
  });
});
