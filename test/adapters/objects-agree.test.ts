import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createS3Client } from '../../adapters/aws-clients.ts';
import { FileObjects } from '../../adapters/files/objects.ts';
import { MemoryObjects } from '../../adapters/memory/objects.ts';
import { S3Objects } from '../../adapters/s3/objects.ts';
import type { Objects } from '../../core/objects.ts';
import { outcomeOf, sequences } from '../support/agreement.ts';
import { LOCAL_ACCOUNT, startAwsEngine } from '../support/engines.ts';

const SEQUENCES = sequences(100);
const BUCKET = 'objects';

const key = fc.constantFrom('a', 'a/b ü.bin', '\u{1F600}');
const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => new Uint8Array(array));
/** Mostly one that may hold bytes; now and then one that is none. */
const range = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(22), fc.nat(22)).map(([from, n]) => ({ from, to: from + n })) },
  { weight: 1, arbitrary: fc.record({ from: fc.constantFrom(-1, 0.5, 3), to: fc.constantFrom(0, 2, 2.5) }) },
);

const call = fc.oneof(
  { weight: 3, arbitrary: fc.record({ call: fc.constant('put' as const), key, body: bytes }) },
  {
    weight: 1,
    arbitrary: fc.record({ call: fc.constant('putChunks' as const), key, chunks: fc.array(bytes, { maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('get' as const), key }) },
  {
    weight: 3,
    arbitrary: fc.record({ call: fc.constant('range' as const), key, range }),
  },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('head' as const), key }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('stream' as const), key }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('remove' as const), key }) },
);
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

async function* chunked(chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** One adapter in one sequence, under keys of its own. Versions are told by when each was first seen. */
function answering(objects: Objects, place: string): (made: Call) => Promise<unknown> {
  const versions: string[] = [];
  return async (made) => {
    const name = `${place}/${made.key}`;
    switch (made.call) {
      case 'put':
        return objects.put(name, made.body);
      case 'putChunks':
        return objects.put(name, chunked(made.chunks));
      case 'get':
        return objects.get(name);
      case 'range':
        return objects.get(name, made.range);
      case 'remove':
        return objects.remove(name);
      case 'head': {
        const head = await objects.head(name);
        if (head === undefined) return undefined;
        if (!versions.includes(head.version)) versions.push(head.version);
        return { size: head.size, version: versions.indexOf(head.version) };
      }
      case 'stream': {
        const parts: Uint8Array[] = [];
        for await (const part of objects.stream(name)) parts.push(part);
        return Buffer.concat(parts).toString('hex');
      }
    }
  };
}

async function expectAgreement(actual: Objects, seenBy: (answer: unknown, made: Call) => unknown): Promise<void> {
  const memory = new MemoryObjects();
  let made = 0;
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 3, maxLength: 14 }), async (calls) => {
      made += 1;
      const [expected, answered] = [answering(memory, String(made)), answering(actual, String(made))];
      for (const one of calls) {
        const wanted = await outcomeOf(() => expected(one));
        expect(seenBy(await outcomeOf(() => answered(one)), one)).toEqual(seenBy(wanted, one));
        if (one.call === 'range' && wanted !== 'threw' && (wanted as { answer: unknown }).answer) found += 1;
      }
    }),
    { numRuns: SEQUENCES },
  );
  expect(found).toBeGreaterThan(SEQUENCES / 4);
}

describe('MemoryObjects answer random sequences as do', () => {
  it('S3Objects', async () => {
    const engine = await startAwsEngine();
    const client = createS3Client({ ...LOCAL_ACCOUNT, endpoint: engine.endpoint });
    try {
      await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
      await expectAgreement(new S3Objects(client, BUCKET), (answer) => answer);
    } finally {
      client.destroy();
      await engine.stop();
    }
  });

  it('FileObjects, which give equal bodies versions of their own', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-objects-'));
    const sizeOnly = (outcome: unknown, { call: name }: Call) =>
      name === 'head' ? JSON.stringify(outcome, (key, value) => (key === 'version' ? undefined : value)) : outcome;
    await expectAgreement(await FileObjects.open(directory), sizeOnly);
    rmSync(directory, { recursive: true });
  });
});
