import { DAY, type Instant } from '../../clock.ts';
import { importKey, importsOf, OPEN_IMPORTS, openImportKey, openImportsOf } from '../../keys.ts';
import type { Objects } from '../../objects.ts';
import { asJson, rowOf, ttlAt } from '../../row.ts';
import type { Condition, Cursor, Item, Key, Tables, Write } from '../../tables.ts';
import type { RefusedRows } from './chunk.ts';
import { ENCODING_CONFIDENCES } from './csv.ts';
import {
  type GivenForm,
  IMPORT_ERRORS,
  IMPORT_STATUSES,
  importAt,
  type ListImport,
  NOTHING_GIVEN,
  uploadKey,
} from './import.ts';
import type { Layout } from './layout.ts';

/** Imports are deleted so long after their creation. */
const KEPT_FOR = 90 * DAY;
/** Maximum number of unfinished imports of a list; also the number that is read in one call. */
export const MAX_OPEN_IMPORTS = 20;
const PAGE = 100;

const row = rowOf<ListImport & { ttl: number }>('import').encoding({
  given: asJson<GivenForm>(),
  layout: asJson<Layout>(),
  columns: asJson<string[]>(),
  names: asJson<string[]>(),
  refused: asJson<RefusedRows>(),
});

const importFromItem = (item: Item): ListImport => {
  const r = row.reader(item);
  return {
    listId: r.text('listId'),
    importId: r.text('importId'),
    status: r.oneOf('status', IMPORT_STATUSES),
    error: r.oneOfOrNull('error', IMPORT_ERRORS),
    reason: r.textOrNull('reason'),
    version: r.textOrNull('version'),
    given: { ...NOTHING_GIVEN, ...r.decodedOrNull('given') },
    bytes: r.numberOrNull('bytes'),
    encoding: r.textOrNull('encoding'),
    confidence: r.oneOfOrNull('confidence', ENCODING_CONFIDENCES),
    layout: r.decodedOrNull('layout'),
    emailColumn: r.textOrNull('emailColumn'),
    columns: r.decodedOrNull('columns'),
    names: r.decodedOrNull('names'),
    done: r.number('done'),
    readFrom: r.number('readFrom', 0),
    readRecords: r.number('readRecords', 0),
    rows: r.number('rows'),
    added: r.number('added'),
    repeated: r.number('repeated'),
    invalid: r.number('invalid'),
    refused: r.decoded('refused', {}),
    shortened: r.number('shortened', 0),
    chunks: r.number('chunks'),
    badParts: r.number('badParts'),
    owner: r.textOrNull('owner'),
    leaseUntil: r.instant('leaseUntil'),
    createdAt: r.instant('createdAt'),
    startedAt: r.instantOrNull('startedAt'),
    finishedAt: r.instantOrNull('finishedAt'),
    updatedAt: r.instant('updatedAt'),
  };
};

/** The mark of an unfinished import. */
const openRow = rowOf<Pick<ListImport, 'listId' | 'importId'> & { ttl: number }>('open import');

const keyOfOpen = (mark: Item): Key => {
  const r = openRow.reader(mark);
  return importKey(r.text('listId'), r.text('importId'));
};

/** Strongly consistent. */
export async function readImport(tables: Tables, listId: string, importId: string): Promise<ListImport | undefined> {
  const item = await tables.get('Audience', importKey(listId, importId));
  return item && importFromItem(item);
}

/** The imports of a list, newest first. */
export async function importsPage(
  tables: Tables,
  listId: string,
  page: { limit: number; after: Cursor | null },
): Promise<{ imports: ListImport[]; next: Cursor | null }> {
  const { items, next } = await tables.query({ table: 'Audience', pk: importsOf(listId), reverse: true, ...page });
  return { imports: items.map(importFromItem), next };
}

/** The row of a new import and its place among the unfinished ones; refused when the id is taken. */
export const newImportWrites = (made: ListImport): Write[] => {
  const { listId, importId } = made;
  const ttl = ttlAt(made.createdAt + KEPT_FOR);
  return [
    {
      kind: 'put',
      table: 'Audience',
      item: row.item(importKey(listId, importId), { ...made, ttl }),
      when: [{ item: 'missing' }],
    },
    { kind: 'put', table: 'Audience', item: openRow.item(openImportKey(listId, importId), { listId, importId, ttl }) },
  ];
};

/** Changes an import on the condition that the caller still owns it. Fields set to null are removed. */
export function updateOwned(read: ListImport, changes: Partial<ListImport>): Write {
  // No owner is the empty text: an import that nobody owns is refused.
  return update(read, changes, [row.is('owner', '=', read.owner ?? '')]);
}

/**
 * Takes ownership of an import that is unfinished and has no owner now. Only the first counts as progress: an import
 * that its owners cannot bring forward must not seem to move.
 */
export const claimImport = (read: ListImport, owner: string, leaseUntil: Instant, now: Instant): Write => {
  const first = read.startedAt === null ? { startedAt: now, updatedAt: now } : {};
  return update(read, { owner, leaseUntil, status: 'running', ...first }, [
    row.is('leaseUntil', '=', read.leaseUntil),
    row.is('status', '=', read.status),
  ]);
};

/** Ends an import; refused unless the caller still owns it. */
export const endImportWrites = (read: ListImport, changes: Partial<ListImport>): Write[] => [
  updateOwned(read, { ...changes, owner: null, leaseUntil: 0 }),
  { kind: 'delete', table: 'Audience', key: openImportKey(read.listId, read.importId) },
];

const update = ({ listId, importId }: ListImport, changes: Partial<ListImport>, when: Condition[]): Write => ({
  kind: 'update',
  table: 'Audience',
  key: importKey(listId, importId),
  ...row.change(changes),
  when,
});

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

async function readOpen(tables: Tables, marks: Item[], now: Instant): Promise<ListImport[]> {
  if (marks.length === 0) return [];
  const rows = await tables.getMany('Audience', marks.map(keyOfOpen));
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
