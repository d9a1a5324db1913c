import { HOUR, type Instant, SECOND } from '../../clock.ts';
import { commit } from '../../commit.ts';
import { newId } from '../../ids.ts';
import type { ObjectLinks } from '../../objects.ts';
import { invalidField, Problem } from '../../problems.ts';
import type { Random } from '../../random.ts';
import type { Cursor, Tables } from '../../tables.ts';
import { AGAIN, tries } from '../../tries.ts';
import { requireList } from '../list-store.ts';
import { DELIMITERS, encodingNamed } from './csv.ts';
import {
  badRowsKey,
  type GivenForm,
  importAt,
  type ListImport,
  NOTHING_GIVEN,
  SUPPRESSIONS_ID,
  uploadKey,
} from './import.ts';
import { importsPage, MAX_OPEN_IMPORTS, newImportWrites, openImports, readImport } from './import-store.ts';

/** How long an upload may be started, and how long the link to the bad rows works. */
const LINK_LIFE = HOUR;
/** What the addresses are called among the columns. */
const ADDRESS = 'email';
/** How many ids are drawn when one is taken. */
const TRIES = 5;

export interface ImportPorts {
  tables: Tables;
  clock: { now(): Instant };
  random: Random;
  links: ObjectLinks;
}

/**
 * Creates an import of a list, or of the suppressions, and the address to which its CSV is uploaded; the upload starts
 * it. Throws `not-found`, `invalid-request`, and `in-use` while too many imports into the same are unfinished.
 */
export async function createImport(
  ports: ImportPorts,
  listId: string,
  given: GivenForm = NOTHING_GIVEN,
): Promise<{ made: ListImport; uploadUrl: string; uploadUntil: Instant }> {
  const { tables, clock, random, links } = ports;
  const form = checkedForm(given);
  await requireTarget(tables, listId);
  const now = clock.now();
  if ((await openImports(tables, listId, now)).length >= MAX_OPEN_IMPORTS) {
    throw new Problem(
      'in-use',
      `there are ${MAX_OPEN_IMPORTS} unfinished imports into ${targetNamed(listId)}; wait until one has ended`,
    );
  }
  return await tries(TRIES, `a new import into ${targetNamed(listId)}`, async () => {
    const made = newImport({ listId, importId: newId(now, random), given: form }, now);
    if (!(await commit(newImportWrites(made), ports)).ok) return AGAIN;
    const uploadUrl = await links.upload(uploadKey(listId, made.importId), LINK_LIFE / SECOND);
    return { made, uploadUrl, uploadUntil: now + LINK_LIFE };
  });
}

const targetNamed = (listId: string): string =>
  listId === SUPPRESSIONS_ID ? 'the suppressions' : `the list ${listId}`;

async function requireTarget(tables: Tables, listId: string): Promise<void> {
  if (listId !== SUPPRESSIONS_ID) await requireList(tables, listId);
}

function checkedForm(given: GivenForm): GivenForm {
  const encoding = given.encoding === null ? null : encodingNamed(given.encoding);
  if (given.encoding !== null && encoding === null) {
    throw invalidField(
      '/encoding',
      'must be an encoding that files are read in, such as utf-8, windows-1252 or gb18030',
      'not-allowed',
    );
  }
  if (given.delimiter !== null && !DELIMITERS.some((delimiter) => delimiter === given.delimiter)) {
    throw invalidField('/delimiter', 'must be a comma, a semicolon, a tab or a |', 'not-allowed', {
      allowed: DELIMITERS,
    });
  }
  return { ...given, ...checkedColumns(given), encoding };
}

/** The column of the addresses and those of data, of which `columns` may name all. */
function checkedColumns({ emailColumn, columns }: GivenForm): Pick<GivenForm, 'emailColumn' | 'columns'> {
  const names = new Set<string>();
  let address = emailColumn;
  for (const [i, wish] of (columns ?? []).entries()) {
    if (typeof wish === 'string' || wish.as === null) continue;
    if (names.has(wish.as)) {
      throw invalidField(`/columns/${i}/as`, `must not be repeated: ${wish.as}`, 'repeated');
    }
    names.add(wish.as);
    if (wish.as !== ADDRESS) continue;
    if (emailColumn !== null) {
      const message = `must not be given where columns name the ${ADDRESS}`;
      throw invalidField('/emailColumn', message, 'not-allowed', { with: 'columns' });
    }
    address = wish.column;
  }
  return { emailColumn: address, columns };
}

const newImport = (
  { listId, importId, given }: Pick<ListImport, 'listId' | 'importId' | 'given'>,
  now: Instant,
): ListImport => ({
  listId,
  importId,
  given,
  status: 'waiting',
  error: null,
  reason: null,
  version: null,
  encoding: null,
  confidence: null,
  layout: null,
  emailColumn: null,
  columns: null,
  names: null,
  bytes: null,
  done: 0,
  readFrom: 0,
  readRecords: 0,
  rows: 0,
  added: 0,
  repeated: 0,
  invalid: 0,
  refused: {},
  shortened: 0,
  chunks: 0,
  badParts: 0,
  owner: null,
  leaseUntil: 0,
  createdAt: now,
  startedAt: null,
  finishedAt: null,
  updatedAt: now,
});

/** An import, and the link to its bad rows once it has ended with some. */
interface ShownImport {
  shown: ListImport;
  errorsUrl: string | null;
}

/** The current state of an import. Throws `not-found`. */
export async function showImport(ports: ImportPorts, listId: string, importId: string): Promise<ShownImport> {
  const stored = await readImport(ports.tables, listId, importId);
  if (!stored) throw new Problem('not-found', `there is no import ${importId} into ${targetNamed(listId)}`);
  return await shownNow(stored, ports);
}

/** The imports of a list, newest first, each as it is now. Throws `not-found` when there is no such list. */
export async function listImports(
  ports: ImportPorts,
  listId: string,
  page: { limit: number; after: Cursor | null },
): Promise<{ imports: ShownImport[]; next: Cursor | null }> {
  await requireTarget(ports.tables, listId);
  const { imports, next } = await importsPage(ports.tables, listId, page);
  return { imports: await Promise.all(imports.map((stored) => shownNow(stored, ports))), next };
}

async function shownNow(stored: ListImport, { clock, links }: ImportPorts): Promise<ShownImport> {
  const shown = importAt(stored, clock.now());
  const { listId, importId } = shown;
  const hasBadRows = shown.finishedAt !== null && shown.badParts > 0;
  const name = `import-${importId}-errors.csv`;
  return {
    shown,
    errorsUrl: hasBadRows ? await links.download(badRowsKey(listId, importId), name, LINK_LIFE / SECOND) : null,
  };
}
