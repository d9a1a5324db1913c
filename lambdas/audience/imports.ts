import type * as z from 'zod';
import { createImport, type ImportPorts, listImports, showImport } from '../../core/audience/import/create-import.ts';
import { type GivenForm, type ListImport, NOTHING_GIVEN, SUPPRESSIONS_ID } from '../../core/audience/import/import.ts';
import { listNotFound } from '../../core/audience/list-store.ts';
import { iso, isoOrNull } from '../../core/clock.ts';
import { cursorsOf } from '../http/cursor.ts';
import { idParams, listQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import {
  importAnswer,
  importBody,
  importParams,
  importsAnswer,
  newImportAnswer,
  newSuppressionImportAnswer,
  suppressionImportAnswer,
  suppressionImportBody,
  suppressionImportParams,
  suppressionImportsAnswer,
} from './schemas.ts';

/** CSV files into lists, and into the suppressions. */
export const importRoutes = (ports: ImportPorts): Route[] => [
  ...listImportRoutes(ports),
  ...suppressionImportRoutes(ports),
];

const listImportRoutes = (ports: ImportPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/lists/{id}/imports',
    summary: 'Create an import; a PUT of the CSV to `uploadUrl`, without an API key, starts it',
    role: 'sender',
    params: idParams,
    body: importBody,
    answer: newImportAnswer,
    status: 202,
    idempotent: true,
    // Whoever has it may write the file.
    shownOnce: ['uploadUrl'],
    handle: async ({ params: { id }, body: given }) => {
      const { made, uploadUrl, uploadUntil } = await createImport(ports, ofList(id), {
        ...formOf(given),
        existing: given?.existing ?? 'replace',
      });
      const body: z.output<typeof newImportAnswer> = {
        ...viewImport(made, null),
        uploadUrl,
        uploadUntil: iso(uploadUntil),
      };
      return { body, headers: { location: `/v1/lists/${id}/imports/${made.importId}` } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/lists/{id}/imports',
    summary: 'List the imports of a list in the last 90 days, newest first',
    role: 'viewer',
    params: idParams,
    query: listQuery,
    answer: importsAnswer,
    status: 200,
    handle: async ({ params: { id }, query: { limit, cursor } }) => {
      const cursors = cursorsOf('lists', id, 'imports');
      const { imports, next } = await listImports(ports, ofList(id), { limit, after: cursors.read(cursor) });
      return {
        body: cursors.page(
          imports.map(({ shown, errorsUrl }) => viewImport(shown, errorsUrl)),
          next,
        ),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/lists/{id}/imports/{importId}',
    summary: 'Show an import: its progress, and where to read its bad rows once it has ended',
    role: 'viewer',
    params: importParams,
    answer: importAnswer,
    status: 200,
    handle: async ({ params: { id, importId } }) => {
      const { shown, errorsUrl } = await showImport(ports, ofList(id), importId);
      return { body: viewImport(shown, errorsUrl) };
    },
  }),
];

/** The id of a list; that of the suppressions is no list's. */
function ofList(id: string): string {
  if (id === SUPPRESSIONS_ID) throw listNotFound(id);
  return id;
}

/** What is left out is found in the file. */
const formOf = (given: z.output<typeof importBody> | z.output<typeof suppressionImportBody>): GivenForm => ({
  ...NOTHING_GIVEN,
  emailColumn: given?.emailColumn ?? null,
  columns: given?.columns ?? null,
  header: given?.header ?? true,
  encoding: given?.encoding ?? null,
  delimiter: given?.delimiter ?? null,
});

const PATH = '/v1/suppressions/imports';

const suppressionImportRoutes = (ports: ImportPorts): Route[] => [
  route({
    method: 'POST',
    path: PATH,
    summary:
      'Create an import of suppressions; a PUT of the CSV to `uploadUrl`, without an API key, starts it. No suppression is weakened by it',
    role: 'sender',
    body: suppressionImportBody,
    answer: newSuppressionImportAnswer,
    status: 202,
    idempotent: true,
    // Whoever has it may write the file.
    shownOnce: ['uploadUrl'],
    handle: async ({ body: given }) => {
      const { made, uploadUrl, uploadUntil } = await createImport(ports, SUPPRESSIONS_ID, formOf(given));
      const body = { ...viewSuppressionImport(made, null), uploadUrl, uploadUntil: iso(uploadUntil) };
      return { body, headers: { location: `${PATH}/${made.importId}` } };
    },
  }),
  route({
    method: 'GET',
    path: PATH,
    summary: 'List the imports of suppressions in the last 90 days, newest first',
    role: 'viewer',
    query: listQuery,
    answer: suppressionImportsAnswer,
    status: 200,
    handle: async ({ query: { limit, cursor } }) => {
      const cursors = cursorsOf('suppressions', 'imports');
      const { imports, next } = await listImports(ports, SUPPRESSIONS_ID, { limit, after: cursors.read(cursor) });
      const items = imports.map(({ shown, errorsUrl }) => viewSuppressionImport(shown, errorsUrl));
      return { body: cursors.page(items, next) };
    },
  }),
  route({
    method: 'GET',
    path: `${PATH}/{importId}`,
    summary: 'Show an import of suppressions: its progress, and where to read its bad rows once it has ended',
    role: 'viewer',
    params: suppressionImportParams,
    answer: suppressionImportAnswer,
    status: 200,
    handle: async ({ params: { importId } }) => {
      const { shown, errorsUrl } = await showImport(ports, SUPPRESSIONS_ID, importId);
      return { body: viewSuppressionImport(shown, errorsUrl) };
    },
  }),
];

const detectedIn = ({ encoding, layout, names }: ListImport): z.output<typeof importAnswer>['detected'] =>
  encoding === null || layout === null || names === null
    ? null
    : { encoding, delimiter: layout.delimiter, columns: names };

/** An import of a list, with the link to its bad rows. */
export const viewImport = (shown: ListImport, errorsUrl: string | null): z.output<typeof importAnswer> => ({
  importId: shown.importId,
  listId: shown.listId,
  status: shown.status,
  error: shown.error,
  reason: shown.reason,
  rows: shown.rows,
  added: shown.added,
  repeated: shown.repeated,
  invalid: shown.invalid,
  refused: shown.refused,
  shortened: shown.shortened,
  encoding: shown.encoding,
  encodingConfidence: shown.confidence,
  delimiter: shown.layout?.delimiter ?? null,
  emailColumn: shown.emailColumn,
  columns: shown.columns,
  detected: detectedIn(shown),
  bytes: shown.bytes,
  bytesRead: shown.status === 'finished' ? (shown.bytes ?? shown.readFrom) : shown.readFrom,
  reasons: { ...shown.refused, ...(shown.shortened > 0 && { shortened: shown.shortened }) },
  errorsUrl,
  createdAt: iso(shown.createdAt),
  startedAt: isoOrNull(shown.startedAt),
  finishedAt: isoOrNull(shown.finishedAt),
});

/** Suppressions have no list, and no data that could be too long. */
function viewSuppressionImport(shown: ListImport, errorsUrl: string | null): z.output<typeof suppressionImportAnswer> {
  const { listId: _list, shortened: _shortened, ...rest } = viewImport(shown, errorsUrl);
  return rest;
}
