import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { createList } from '../../../core/audience/manage-lists.ts';
import { listKey } from '../../../core/keys.ts';
import type { Objects } from '../../../core/objects.ts';
import type { Tables } from '../../../core/tables.ts';

export const START = Date.UTC(2027, 0, 5, 9);

/** Memory adapters at 2027-01-05T09:00Z; no task uses anything. */
export function audiencePorts() {
  const clock = new ManualClock(START);
  const random = new SeededRandom('audience');
  return { clock, random, tables: new MemoryTables(clock), tasksUsing: async () => [] };
}

export type AudiencePorts = ReturnType<typeof audiencePorts>;

export const newList = async (ports: AudiencePorts, name = 'Readers'): Promise<string> =>
  (await createList(ports, { name, description: null })).listId;

/** A list as it was before lists said how many partitions they have. */
export async function earlierList(ports: AudiencePorts): Promise<string> {
  const listId = await newList(ports);
  await ports.tables.write({ kind: 'update', table: 'Audience', key: listKey(listId), remove: ['partitions'] });
  return listId;
}

export const readers = (n: number, from = 0) =>
  Array.from({ length: n }, (_, i) => ({
    email: `reader${from + i}@example.com`,
    data: { name: `Reader ${from + i}` },
  }));

/** The same tables, but for some calls. */
export const withOverrides = (tables: Tables, overrides: Partial<Tables>): Tables => ({
  get: (...call) => tables.get(...call),
  getMany: (...call) => tables.getMany(...call),
  query: (...call) => tables.query(...call),
  write: (...call) => tables.write(...call),
  transact: (...call) => tables.transact(...call),
  ...overrides,
});

/** The same object store, but for some calls. */
export const withObjects = (objects: Objects, overrides: Partial<Objects>): Objects => ({
  put: (...call) => objects.put(...call),
  get: (...call) => objects.get(...call),
  head: (...call) => objects.head(...call),
  stream: (...call) => objects.stream(...call),
  remove: (...call) => objects.remove(...call),
  ...overrides,
});
