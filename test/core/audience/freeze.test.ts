import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryObjects } from '../../../adapters/memory/objects.ts';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { addressHash } from '../../../core/audience/address-hash.ts';
import { freezeAudience, freezeRetry } from '../../../core/audience/freeze.ts';
import { onlyList } from '../../../core/audience/list-choice.ts';
import { removeMember } from '../../../core/audience/members.ts';
import { recipientsOf } from '../../../core/audience/snapshot-format.ts';
import { createSnapshotReader, readManifest } from '../../../core/audience/snapshot-store.ts';
import { memberKeyIn, NEW_LIST_PARTITIONS } from '../../../core/audience/spread.ts';
import { suppress } from '../../../core/audience/suppressions.ts';
import { codePoint } from '../../support/code-point.ts';
import { audiencePorts, newList, readers, START, withObjects, withOverrides } from './audience-ports.ts';

const domain = 'news.test';

async function listOf(n: number) {
  const ports = { ...audiencePorts(), objects: new MemoryObjects() };
  const listId = await newList(ports);
  for (let from = 0; from < n; from += 20_000) {
    await addRecipients(ports, listId, readers(Math.min(20_000, n - from), from));
  }
  return { ports, listId };
}

async function* each<T>(values: T[]): AsyncGenerator<T> {
  yield* values;
}

/** Data that makes lines of more than 330 bytes: 3,000 of them are most of a chunk. */
const WIDE_DATA = JSON.stringify({ note: 'x'.repeat(300) });

const linesIn = (chunk: Uint8Array): number => Buffer.from(chunk).toString('latin1').split('\n').length - 1;

const inOrder = (n: number) => readers(n).toSorted((a, b) => (addressHash(a.email) < addressHash(b.email) ? -1 : 1));

describe('freezeAudience', () => {
  it('freezes every member once, in the order of the hashes, with its data', async () => {
    const { ports, listId } = await listOf(2_500);

    expect(await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 'snapshots/1' })).toEqual({
      count: 2_500,
      skips: 0,
    });

    const frozen = await createSnapshotReader(ports.objects).read('snapshots/1', 0, 2_500);
    expect(frozen).toEqual(inOrder(2_500).map((reader) => ({ ...reader, skip: null })));
  });

  it('keeps what it froze when the list changes', async () => {
    const { ports, listId } = await listOf(10);
    await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 'snapshots/1' });
    await addRecipients(ports, listId, readers(20, 10));
    await removeMember(ports, listId, 'reader0@example.com');

    expect(await createSnapshotReader(ports.objects).read('snapshots/1', 0, 10)).toHaveLength(10);
    expect(await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 'snapshots/2' })).toEqual({
      count: 29,
      skips: 0,
    });
  });

  it('marks who is suppressed everywhere, and who has unsubscribed from the domain', async () => {
    const { ports, listId } = await listOf(300);
    for (const { email } of readers(40)) await suppress(ports, { email, reason: 'bounce' });
    for (const { email } of readers(40, 30)) await suppress(ports, { email, reason: 'unsubscribe', domain });
    for (const { email } of readers(40, 60))
      await suppress(ports, { email, reason: 'unsubscribe', domain: 'other.test' });
    for (const { email } of readers(40, 1_000)) await suppress(ports, { email, reason: 'manual' });

    await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 'snapshots/1' });

    const frozen = await createSnapshotReader(ports.objects).read('snapshots/1', 0, 300);
    const skips = new Map(frozen.map(({ email, skip }) => [email, skip]));
    for (const [i, { email }] of readers(300).entries()) {
      expect([email, skips.get(email)]).toEqual([email, i < 40 ? 'suppressed' : i < 70 ? 'unsubscribed' : null]);
    }
  });

  it('freezes nobody of an empty list', async () => {
    const { ports, listId } = await listOf(0);

    expect(await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 'snapshots/1' })).toEqual({
      count: 0,
      skips: 0,
    });
    expect(await createSnapshotReader(ports.objects).read('snapshots/1', 0, 0)).toEqual([]);
    expect(await createSnapshotReader(ports.objects).find('snapshots/1', 'ann@example.com')).toBeNull();
  });

  it('holds a few pages and chunks of 40,000 members at a time', async () => {
    const { ports, listId } = await listOf(0);
    for (const { email } of readers(40_000)) {
      const item = {
        ...memberKeyIn({ listId, partitions: NEW_LIST_PARTITIONS }, addressHash(email)),
        email,
        data: WIDE_DATA,
      };
      await ports.tables.write({ kind: 'put', table: 'Audience', item });
    }
    await ports.tables.write({
      kind: 'update',
      table: 'Audience',
      key: { pk: `LIST#${listId}`, sk: 'COUNT#0' },
      add: { count: 40_000 },
    });
    let pagesRead = 0;
    let stored = 0;
    let mostBuffered = 0;
    const tables = withOverrides(ports.tables, {
      query: async (query) => {
        const page = await ports.tables.query(query);
        pagesRead += page.items.length;
        mostBuffered = Math.max(mostBuffered, pagesRead - stored);
        return page;
      },
    });
    // An object store that counts what has come and keeps nothing but the sizes.
    const sizes = new Map<string, number>();
    const objects = withObjects(ports.objects, {
      put: async (key, body) => {
        for await (const chunk of body instanceof Uint8Array ? [body] : body) {
          sizes.set(key, (sizes.get(key) ?? 0) + chunk.length);
          if (key.endsWith('/recipients')) stored += linesIn(chunk);
        }
      },
    });

    expect(
      await freezeAudience({ tables, objects }, { now: START, lists: onlyList(listId), domain, key: 's' }),
    ).toEqual({
      count: 40_000,
      skips: 0,
    });
    expect(sizes.get('s/index')).toBe(40_000 * 16 + 8);
    expect(stored).toBe(40_000);
    // Three chunks of 1 MB are less than 9,500 lines; pages and ranges ahead are less than 2,000.
    expect(mostBuffered).toBeLessThan(9_500 + 2_000);
  });

  it.each(['recipients', 'index', 'manifest'])(
    'fails, and leaves nothing to be read, when %s cannot be stored',
    async (part) => {
      const { ports, listId } = await listOf(0);
      // More than one chunk: what is stored waits for the writer when the failure comes.
      const wide = readers(4_000).map(({ email }) => ({ email, data: JSON.parse(WIDE_DATA) }));
      await addRecipients(ports, listId, wide);
      const objects = withObjects(ports.objects, {
        put: async (key, body) => {
          if (key.endsWith(part)) throw new Error('no room');
          await ports.objects.put(key, body);
        },
      });

      const input = { now: START, lists: onlyList(listId), domain, key: 'snapshots/1' };
      await expect(freezeAudience({ ...ports, objects }, input)).rejects.toThrow('no room');
      await expect(readManifest(ports.objects, 'snapshots/1')).rejects.toThrow('there is no snapshot');
    },
  );

  it('fails when a page cannot be read', async () => {
    const { ports, listId } = await listOf(100);
    let queries = 0;
    const tables = withOverrides(ports.tables, {
      query: async (query) => {
        queries += 1;
        if (queries > 20) throw new Error('lost');
        return ports.tables.query(query);
      },
    });

    await expect(
      freezeAudience({ ...ports, tables }, { now: START, lists: onlyList(listId), domain, key: 's' }),
    ).rejects.toThrow('lost');
    expect(await ports.objects.get(recipientsOf('s'))).toBeUndefined();
  });
});

describe('createSnapshotReader', () => {
  it('reads what was frozen, from any position on', async () => {
    const { ports, listId } = await listOf(3_000);
    await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 's' });
    const reader = createSnapshotReader(ports.objects);
    const expected = inOrder(3_000).map((each) => ({ ...each, skip: null }));

    await fc.assert(
      fc.asyncProperty(fc.nat(3_000), fc.nat(600), async (from, wanted) => {
        const n = Math.min(wanted, 3_000 - from);
        expect(await reader.read('s', from, n)).toEqual(expected.slice(from, from + n));
      }),
    );
  });

  it('keeps any text of any language', async () => {
    const name = fc.string({ unit: codePoint, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.array(name, { maxLength: 20 }), async (names) => {
        const { ports, listId } = await listOf(0);
        const recipients = names.map((text, i) => ({ email: `reader${i}@example.com`, data: { text } }));
        await addRecipients(ports, listId, recipients);
        await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 's' });
        const frozen = await createSnapshotReader(ports.objects).read('s', 0, names.length);
        const texts = new Map(frozen.map(({ email, data }) => [email, data?.text]));
        expect(recipients.map(({ email }) => texts.get(email))).toEqual(names);
      }),
      { numRuns: 50 },
    );
  });

  it('finds each address at its position, and no other address', async () => {
    const { ports, listId } = await listOf(10_000);
    await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 's' });
    let reads = 0;
    const reader = createSnapshotReader(
      withObjects(ports.objects, {
        get: (...call) => {
          reads += 1;
          return ports.objects.get(...call);
        },
      }),
    );
    const expected = inOrder(10_000);

    for (const position of [
      0,
      1,
      4_095,
      4_096,
      5_000,
      9_998,
      9_999,
      ...Array.from({ length: 50 }, (_, i) => i * 193),
    ]) {
      reads = 0;
      expect(await reader.find('s', expected[position]?.email ?? '')).toBe(position);
      expect(reads).toBeLessThanOrEqual(6);
    }
    for (const { email } of readers(50, 10_000)) expect(await reader.find('s', email)).toBeNull();
  });

  it('says so when there is no such snapshot', async () => {
    const reader = createSnapshotReader(new MemoryObjects());
    await expect(reader.read('none', 0, 1)).rejects.toThrow('none/index');
    await expect(reader.find('none', 'ann@example.com')).rejects.toThrow('there is no snapshot none');
  });
});

describe('freezeRetry', () => {
  it('freezes chosen positions once each, as they were, and marks who has left since', async () => {
    const { ports, listId } = await listOf(2_000);
    await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 'old' });
    const old = await createSnapshotReader(ports.objects).read('old', 0, 2_000);
    const [gone, bad] = [old[700]?.email ?? '', old[1_999]?.email ?? ''];
    await removeMember(ports, listId, gone);
    await suppress(ports, { email: bad, reason: 'complaint' });
    await addRecipients(ports, listId, [{ email: old[3]?.email ?? '', data: { name: 'changed' } }]);

    const positions = each([1_999, 3, 700, 3, 1_500].map((position) => ({ position, isSent: false })));
    const retried = await freezeRetry(ports, {
      now: START,
      lists: onlyList(listId),
      domain,
      key: 'new',
      oldSnapshot: 'old',
      positions,
    });

    expect(retried).toEqual({ count: 4, skips: 2 });
    expect(await createSnapshotReader(ports.objects).read('new', 0, 4)).toEqual([
      old[3],
      { ...old[700], skip: 'removed' },
      old[1_500],
      { ...old[1_999], skip: 'suppressed' },
    ]);
    expect(await createSnapshotReader(ports.objects).find('new', old[1_500]?.email ?? '')).toBe(2);
  });

  it('skips who turned out to have the mail, whatever else is known of them', async () => {
    const { ports, listId } = await listOf(20);
    await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 'old' });
    const old = await createSnapshotReader(ports.objects).read('old', 0, 20);
    await removeMember(ports, listId, old[9]?.email ?? '');

    const positions = each([2, 9, 17].map((position) => ({ position, isSent: position > 5 })));
    const retried = await freezeRetry(ports, {
      now: START,
      lists: onlyList(listId),
      domain,
      key: 'new',
      oldSnapshot: 'old',
      positions,
    });

    expect(retried).toEqual({ count: 3, skips: 2 });
    expect(await createSnapshotReader(ports.objects).read('new', 0, 3)).toEqual([
      old[2],
      { ...old[9], skip: 'already-sent' },
      { ...old[17], skip: 'already-sent' },
    ]);
  });

  it('refuses a position that the old snapshot does not have', async () => {
    const { ports, listId } = await listOf(2);
    await freezeAudience(ports, { now: START, lists: onlyList(listId), domain, key: 'old' });

    const input = {
      now: START,
      lists: onlyList(listId),
      domain,
      key: 'new',
      oldSnapshot: 'old',
      positions: each([{ position: 2, isSent: false }]),
    };
    await expect(freezeRetry(ports, input)).rejects.toThrow('no position 2');
  });
});
