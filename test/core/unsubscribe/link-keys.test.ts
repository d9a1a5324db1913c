import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { DAY, SECOND } from '../../../core/clock.ts';
import { UNSUBSCRIBE_KEYS } from '../../../core/keys.ts';
import { LinkKeys } from '../../../core/unsubscribe/link-keys.ts';
import { createUnsubscribeLinks } from '../../../core/unsubscribe/links.ts';

const START = Date.UTC(2027, 0, 5, 9);
const who = { email: 'ann@example.com', domain: 'news.test', mailId: '17-0kq2b1x3a-3-49', sentAt: START };

function setUp() {
  const clock = new ManualClock(START);
  const ports = { clock, tables: new MemoryTables(clock), random: new SeededRandom('links') };
  const write = async () => {
    const link = await createUnsubscribeLinks(ports, 'https://m.example.com').load();
    return link(who);
  };
  const tokenOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);
  const open = (url: string) => new LinkKeys(ports).open(tokenOf(url));
  const rows = async () => (await ports.tables.query({ table: 'Content', pk: UNSUBSCRIBE_KEYS })).items;
  return { ...ports, write, open, rows };
}

describe('LinkKeys', () => {
  it('make one key, however many need it at once for the first time', async () => {
    const { write, rows } = setUp();
    const urls = await Promise.all(Array.from({ length: 10 }, write));
    expect(new Set(urls).size).toBe(1);
    expect(await rows()).toHaveLength(1);
  });

  it('change the key every 90 days, and open links of old ones for more than two years', async () => {
    const { clock, write, open, rows } = setUp();
    const first = await write();
    clock.advance(91 * DAY);
    const second = await write();
    expect(second).not.toBe(first);
    expect(await rows()).toHaveLength(2);
    clock.advance(2 * 366 * DAY);
    expect(await open(first)).toEqual(who);
    expect(await open(second)).toEqual(who);
  });

  it('are forgotten by the table, after the last link can be two years old', async () => {
    const { clock, write, open, rows } = setUp();
    const url = await write();
    const [row] = await rows();
    expect(Number(row?.ttl) * SECOND).toBeGreaterThan(START + (90 + 2 * 366) * DAY);
    clock.advance(5 * 366 * DAY);
    expect(await open(url)).toBeNull();
  });

  it('look up no number that no key has yet', async () => {
    const { clock, tables } = setUp();
    let reads = 0;
    tables.get = async () => {
      reads += 1;
      return undefined;
    };
    const keys = new LinkKeys({ clock, tables });
    for (const number of [0, 1, 60_000, 65_535]) {
      const token = Buffer.from([1, number >> 8, number & 255, ...new Array(40).fill(7)]).toString('base64url');
      expect(await keys.open(token)).toBeNull();
    }
    expect(reads).toBe(0);
  });

  it('open nothing when there is no key', async () => {
    const { write, open } = setUp();
    const url = await write();
    expect(await setUp().open(url)).toBeNull();
    expect(await open('https://m.example.com/u/nonsense')).toBeNull();
  });
});
