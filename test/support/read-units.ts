import { itemSize } from '../../adapters/dynamodb/size.ts';
import type { Item, Tables } from '../../core/tables.ts';

const UNIT = 4_096;
const unitsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / UNIT));
const bytesOf = (items: (Item | undefined)[]): number =>
  items.reduce((sum, item) => sum + (item ? itemSize(item) : 0), 0);

/** Tables that count what DynamoDB would charge for the reads that go through them, in units of 4 KB. */
export function countingReads(tables: Tables): { tables: Tables; meter: { readUnits: number } } {
  const meter = { readUnits: 0 };
  const charge = (units: number, isConsistent: boolean) => {
    meter.readUnits += isConsistent ? units : units / 2;
  };
  return {
    meter,
    tables: {
      get: async (table, key) => {
        const item = await tables.get(table, key);
        charge(unitsOf(bytesOf([item])), true);
        return item;
      },
      getMany: async (table, keys, options) => {
        const items = await tables.getMany(table, keys, options);
        for (const item of items) charge(unitsOf(bytesOf([item])), options?.consistent !== false);
        return items;
      },
      query: async (query) => {
        const page = await tables.query(query);
        charge(unitsOf(bytesOf(page.items)), query.index === undefined && query.consistent !== false);
        return page;
      },
      write: (write) => tables.write(write),
      transact: (writes, token) => tables.transact(writes, token),
    },
  };
}
