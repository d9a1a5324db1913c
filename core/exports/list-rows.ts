import { inHashOrder } from '../audience/hash-order.ts';
import { countMembers, type List, readList } from '../audience/list-store.ts';
import { memberFromItem } from '../audience/member-row.ts';
import { memberPartitions, partitionIndex } from '../audience/spread.ts';
import type { Item, Tables } from '../tables.ts';
import type { ExportPlace } from './export.ts';
import { ExportFailure } from './export-failure.ts';
import { cellOf, type RowPage, type RowSource } from './rows.ts';

/** Columns of data of a file; values for which there is none share one more, so that nothing is lost. */
export const MAX_DATA_COLUMNS = 200;
const OTHER_COLUMN = 'other';
const ADDRESS_COLUMN = 'email';

/** The first reading of a list finds the names of its data, the second one writes its rows. */
interface ListPlace {
  reading: 'names' | 'rows';
  /** The hash of the last member that was read. */
  after: string | null;
  names: string[];
  /** Whether there are more names than columns. */
  hasOther: boolean;
}

const BEGINNING: ListPlace = { reading: 'names', after: null, names: [], hasOther: false };

/** The members of a list with their data, in the order of their address hashes. */
export const listRows = (tables: Tables, listId: string): RowSource =>
  async function* (from: ExportPlace): AsyncGenerator<RowPage> {
    let place = (from as ListPlace | null) ?? BEGINNING;
    const list = await requireList(tables, listId);
    if (place.reading === 'names') {
      for await (const items of membersAfter(tables, list, place.after)) {
        place = withNames(place, items);
        yield { lines: [], rows: 0, place: { ...place } };
      }
      place = { ...place, reading: 'rows', after: null };
      yield { lines: [headerOf(place)], rows: 0, place: { ...place } };
    }
    for await (const items of membersAfter(tables, list, place.after)) {
      place = { ...place, after: items.at(-1)?.sk ?? null };
      yield { lines: items.map((item) => lineOf(item, place)), rows: items.length, place: { ...place } };
    }
    // A list that was deleted meanwhile has lost members before they were read.
    await requireList(tables, listId);
  };

async function requireList(tables: Tables, listId: string): Promise<List> {
  const list = await readList(tables, listId);
  if (!list) throw new ExportFailure('list-missing', `the list ${listId} was deleted before its export had ended`);
  return list;
}

/** The members whose hashes are above `after`, read ahead. */
async function* membersAfter(tables: Tables, list: List, after: string | null): AsyncGenerator<Item[]> {
  const all = memberPartitions(list);
  const left = after === null ? all : all.slice(partitionIndex(list.partitions, after));
  const count = await countMembers(tables, list.listId);
  for await (const page of inHashOrder(tables, left, (count * left.length) / all.length)) {
    // The first partition may begin with members that were read already.
    const items = after === null ? page : page.filter(({ sk }) => sk > after);
    if (items.length > 0) yield items;
  }
}

const dataOf = (item: Item): Record<string, unknown> => {
  const { data } = memberFromItem(item);
  return data === null ? {} : JSON.parse(data);
};

function withNames(place: ListPlace, items: Item[]): ListPlace {
  const names = new Set(place.names);
  let { hasOther } = place;
  for (const item of items) {
    for (const name of Object.keys(dataOf(item))) {
      if (names.size < MAX_DATA_COLUMNS) names.add(name);
      else hasOther ||= !names.has(name);
    }
  }
  return { ...place, after: items.at(-1)?.sk ?? null, names: [...names], hasOther };
}

const headerOf = ({ names, hasOther }: ListPlace): string[] => [
  ADDRESS_COLUMN,
  ...names,
  ...(hasOther ? [OTHER_COLUMN] : []),
];

function lineOf(item: Item, { names, hasOther }: ListPlace): string[] {
  const { email } = memberFromItem(item);
  const data = dataOf(item);
  const line = [email, ...names.map((name) => cellOf(Object.hasOwn(data, name) ? data[name] : null))];
  if (!hasOther) return line;
  const others = Object.entries(data).filter(([name]) => !names.includes(name));
  return [...line, others.length === 0 ? '' : JSON.stringify(Object.fromEntries(others))];
}
