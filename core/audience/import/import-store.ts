import { type Instant, SECOND } from '../../clock.ts';
import { importKey, OPEN_IMPORTS, openImportKey, openImportsOf } from '../../keys.ts';
import type { Objects } from '../../objects.ts';
import type { Cursor, Item, Tables, Update, Value, Write } from '../../tables.ts';
import { importAt, type ListImport, uploadKey } from './import.ts';

/** Imports are deleted after 90 days. */
const KEPT_SECONDS = 90 * 86_400;
/** Maximum number of unfinished imports of a list; also the number that is read in one call. */
export const MAX_OPEN_IMPORTS = 20;
const PAGE = 100;

const attributesOf = (changes: Partial<ListImport>): Record<string, Value | undefined> =>
  Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value ?? undefined]));

const nullable = <T>(item: Item, name: string): T | null => (item[name] as T | undefined) ?? null;

const importFromItem = (item: Item): ListImport => ({
  listId: item.listId as string,
  importId: item.importId as string,
  status: item.status as ListImport['status'],
  error: nullable(item, 'error'),
  reason: nullable(item, 'reason'),
  version: nullable(item, 'version'),
  encoding: nullable(item, 'encoding'),
  done: item.done as number,
  rows: item.rows as number,
  added: item.added as number,
  repeated: item.repeated as number,
  invalid: item.invalid as number,
  chunks: item.chunks as number,
  badParts: item.badParts as number,
  owner: nullable(item, 'owner'),
  leaseUntil: item.leaseUntil as Instant,
  createdAt: item.createdAt as Instant,
  startedAt: nullable(item, 'startedAt'),
  finishedAt: nullable(item, 'finishedAt'),
  updatedAt: item.updatedAt as Instant,
});

/** Strongly consistent. */
export async function readImport(tables: Tables, listId: string, importId: string): Promise<ListImport | undefined> {
  const item = await tables.get('Audience', importKey(listId, importId));
  return item && importFromItem(item);
}

/** The row of a new import and its place among the unfinished ones; refused when the id is taken. */
export const newImportWrites = (made: ListImport): Write[] => {
  const { listId, importId } = made;
  const ttl = Math.floor(made.createdAt / SECOND) + KEPT_SECONDS;
  return [
    {
      kind: 'put',
      table: 'Audience',
      item: { ...importKey(listId, importId), ...attributesOf(made), ttl },
      when: [{ item: 'missing' }],
    },
    { kind: 'put', table: 'Audience', item: { ...openImportKey(listId, importId), listId, importId, ttl } },
  ];
};

/** Changes an import on the condition that the caller still owns it. Fields set to null are removed. */
export function updateOwned(read: ListImport, changes: Partial<ListImport>): Write {
  return update(read, changes, [{ attribute: 'owner', is: '=', value: read.owner }]);
}

/** Takes ownership of an import that is unfinished and has no owner now. */
export const claimImport = (read: ListImport, owner: string, leaseUntil: Instant, now: Instant): Write =>
  update(read, { owner, leaseUntil, status: 'running', startedAt: read.startedAt ?? now, updatedAt: now }, [
    { attribute: 'leaseUntil', is: '=', value: read.leaseUntil },
    { attribute: 'status', is: '=', value: read.status },
  ]);

/** Ends an import; refused unless the caller still owns it. */
export const endImportWrites = (read: ListImport, changes: Partial<ListImport>): Write[] => [
  updateOwned(read, { ...changes, owner: null, leaseUntil: 0 }),
  { kind: 'delete', table: 'Audience', key: openImportKey(read.listId, read.importId) },
];

function update(
  { listId, importId }: ListImport,
  changes: Partial<ListImport>,
  when: NonNullable<Extract<Write, { kind: 'update' }>['when']>,
): Write {
  const set: NonNullable<Update['set']> = {};
  const remove: string[] = [];
  for (const [name, value] of Object.entries(attributesOf(changes))) {
    if (value === undefined) remove.push(name);
    else set[name] = value;
  }
  return {
    kind: 'update',
    table: 'Audience',
    key: importKey(listId, importId),
    set,
    ...(remove.length > 0 ? { remove } : {}),
    when,
  };
}

/** Unfinished imports of a list, in their current state. Strongly consistent. */
export async function openImports(tables: Tables, listId: string, now: Instant): Promise<ListImport[]> {
  const { items } = await tables.query({
    table: 'Audience',
    pk: OPEN_IMPORTS,
    prefix: openImportsOf(listId),
    limit: PAGE,
  });
  return readOpen(tables, items, now);
}

/** The unfinished imports of all lists, page by page. */
export async function* allOpenImports(tables: Tables, now: Instant): AsyncGenerator<ListImport[]> {
  let after: Cursor | null = null;
  do {
    const page = await tables.query({ table: 'Audience', pk: OPEN_IMPORTS, limit: PAGE, after });
    yield await readOpen(tables, page.items, now);
    after = page.next;
  } while (after !== null);
}

async function readOpen(tables: Tables, markers: Item[], now: Instant): Promise<ListImport[]> {
  if (markers.length === 0) return [];
  const keys = markers.map(({ listId, importId }) => importKey(String(listId), String(importId)));
  const rows = await tables.getMany('Audience', keys);
  return rows
    .flatMap((row) => (row === undefined ? [] : [importAt(importFromItem(row), now)]))
    .filter(({ status }) => status === 'waiting' || status === 'running');
}

/** Whether a list is being filled: one of its imports runs, or has its file and is about to run. */
export async function isImporting(
  { tables, objects }: { tables: Tables; objects: Pick<Objects, 'head'> },
  listId: string,
  now: Instant,
): Promise<boolean> {
  const open = await openImports(tables, listId, now);
  if (open.some(({ status }) => status === 'running')) return true;
  for (const { importId } of open) {
    if (await objects.head(uploadKey(listId, importId))) return true;
  }
  return false;
}
