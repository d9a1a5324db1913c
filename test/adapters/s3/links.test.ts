import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createS3Client, createS3LinkClient } from '../../../adapters/aws-clients.ts';
import { S3Links } from '../../../adapters/s3/links.ts';
import { S3Objects } from '../../../adapters/s3/objects.ts';
import { type Engine, LOCAL_ACCOUNT, startAwsEngine } from '../../support/engines.ts';

let engine: Engine;
let objects: S3Objects;
let links: S3Links;

beforeAll(async () => {
  engine = await startAwsEngine();
  const client = createS3Client({ ...LOCAL_ACCOUNT, endpoint: engine.endpoint });
  await client.send(new CreateBucketCommand({ Bucket: 'links' }));
  objects = new S3Objects(client, 'links');
  links = new S3Links(createS3LinkClient({ ...LOCAL_ACCOUNT, endpoint: engine.endpoint }), 'links');
});

afterAll(() => engine.stop());

describe('S3Links', () => {
  it('takes a file of anybody who has the link', async () => {
    const url = await links.upload('imports/17/42', 3_600);
    expect((await fetch(url, { method: 'PUT', body: 'email\nann@example.com\n' })).status).toBe(200);
    expect(Buffer.from((await objects.get('imports/17/42')) ?? []).toString()).toBe('email\nann@example.com\n');
  });

  it('asks for no checksum, of which a plain client knows nothing', async () => {
    const { searchParams } = new URL(await links.upload('imports/17/42', 3_600));
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
    expect(searchParams.get('X-Amz-Expires')).toBe('3600');
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('host');
  });

  it('gives a file under a name that is harmless in a header', async () => {
    await objects.put('import-errors/17/42.csv', Buffer.from('row,reason\r\n'));
    const url = await links.download('import-errors/17/42.csv', 'a"b\r\nc.csv', 3_600);
    expect(new URL(url).searchParams.get('response-content-disposition')).toBe('attachment; filename="a_b__c.csv"');
    expect(await (await fetch(url)).text()).toBe('row,reason\r\n');
  });
});
