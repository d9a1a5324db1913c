import type { Instant } from '../clock.ts';
import { exportRowKey, OPEN_EXPORTS, openExportKey } from '../keys.ts';
import { asJson, rowOf, ttlAt } from '../row.ts';
import type { Condition, Cursor, Item, Tables, Write } from '../tables.ts';
import {
  type Checkpoint,
  EXPORT_ERRORS,
  EXPORT_KEPT,
  EXPORT_STATUSES,
  type Export,
  type ExportWish,
} from './export.ts';

const PAGE = 100;

const row = rowOf<Export & { ttl: number }>('export').encoding({
  wish: asJson<ExportWish>(),
  checkpoint: asJson<Checkpoint>(),
});

const exportFromItem = (item: Item): Export => {
  const r = row.reader(item);
  return {
    exportId: r.text('exportId'),
    wish: r.decoded('wish'),
    status: r.oneOf('status', EXPORT_STATUSES),
    error: r.oneOfOrNull('error', EXPORT_ERRORS),
    reason: r.textOrNull('reason'),
    checkpoint: r.decoded('checkpoint'),
    rows: r.number('rows'),
    uploadId: r.textOrNull('uploadId'),
    claims: r.number('claims'),
    owner: r.textOrNull('owner'),
    leaseUntil: r.instant('leaseUntil'),
    createdAt: r.instant('createdAt'),
    startedAt: r.instantOrNull('startedAt'),
    finishedAt: r.instantOrNull('finishedAt'),
    updatedAt: r.instant('updatedAt'),
  };
};

/** The mark of an unfinished export. */
const openRow = rowOf<{ exportId: string; createdAt: Instant; ttl: number }>('open export');

/** Strongly consistent. */
export async function readExport(tables: Tables, exportId: string): Promise<Export | undefined> {
  const item = await tables.get('Mail', exportRowKey(exportId));
  return item && exportFromItem(item);
}

/** The row of a new export and its place among the unfinished ones; refused when the id is taken. */
export const newExportWrites = (made: Export): Write[] => {
  const { exportId, createdAt } = made;
  const ttl = ttlAt(createdAt + EXPORT_KEPT);
  return [
    {
      kind: 'put',
      table: 'Mail',
      item: row.item(exportRowKey(exportId), { ...made, ttl }),
      when: [{ item: 'missing' }],
    },
    { kind: 'put', table: 'Mail', item: openRow.item(openExportKey(exportId), { exportId, createdAt, ttl }) },
  ];
};

/** Changes an export on the condition that the caller still owns it. Fields set to null are removed. */
export function updateOwned(read: Export, changes: Partial<Export>): Write {
  // No owner is the empty text: an export that nobody owns is refused.
  return update(read, changes, [row.is('owner', '=', read.owner ?? '')]);
}

/** Takes an export that is unfinished and has no owner now. Only the first time counts as progress. */
export const claimExport = (read: Export, owner: string, leaseUntil: Instant, now: Instant): Write => {
  const first = read.startedAt === null ? { startedAt: now, updatedAt: now } : {};
  return update(read, { owner, leaseUntil, status: 'running', claims: read.claims + 1, ...first }, [
    row.is('leaseUntil', '=', read.leaseUntil),
    row.is('status', '=', read.status),
    row.is('claims', '=', read.claims),
  ]);
};

/** Ends an export; refused unless the caller still owns it. */
export const endExportWrites = (read: Export, changes: Partial<Export>): Write[] => [
  updateOwned(read, { ...changes, owner: null, leaseUntil: 0 }),
  { kind: 'delete', table: 'Mail', key: openExportKey(read.exportId) },
];

const update = ({ exportId }: Export, changes: Partial<Export>, when: Condition[]): Write => ({
  kind: 'update',
  table: 'Mail',
  key: exportRowKey(exportId),
  ...row.change(changes),
  when,
});

/** The unfinished exports, oldest first, page by page. Strongly consistent. */
export async function* openExports(tables: Tables): AsyncGenerator<{ exportId: string; createdAt: Instant }[]> {
  let after: Cursor | null = null;
  do {
    const page: { items: Item[]; next: Cursor | null } = await tables.query({
      table: 'Mail',
      pk: OPEN_EXPORTS,
      limit: PAGE,
      after,
    });
    yield page.items.map((item) => {
      const r = openRow.reader(item);
      return { exportId: r.text('exportId'), createdAt: r.instant('createdAt') };
    });
    after = page.next;
  } while (after !== null);
}

/** How many exports are unfinished, up to a page of them. */
export async function countOpenExports(tables: Tables): Promise<number> {
  for await (const page of openExports(tables)) return page.length;
  return 0;
}
