import type * as z from 'zod';
import { addRecipients, MAX_RECIPIENTS_PER_CALL } from '../../core/audience/add-recipients.ts';
import { createImport, type ImportPorts, showImport } from '../../core/audience/import/create-import.ts';
import type { ListImport } from '../../core/audience/import/import.ts';
import { countMembers, type List, listsPage, requireList } from '../../core/audience/list-store.ts';
import { createList, deleteList, type ManageListsPorts } from '../../core/audience/manage-lists.ts';
import { membersPage, removeMember } from '../../core/audience/members.ts';
import { type Suppression, suppress, suppressionsPage, unsuppress } from '../../core/audience/suppressions.ts';
import { iso, isoOrNull } from '../../core/clock.ts';
import { type WriteLinkPorts, writeUnsubscribeLink } from '../../core/unsubscribe/write-link.ts';
import { cursorsOf } from '../http/cursor.ts';
import { idParams, listQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import {
  emailParams,
  importAnswer,
  importParams,
  linkAnswer,
  linkBody,
  listAnswer,
  listBody,
  listsAnswer,
  memberParams,
  newImportAnswer,
  recipientsAnswer,
  recipientsBody,
  recipientsReport,
  suppressionAnswer,
  suppressionBody,
  suppressionsAnswer,
} from './schemas.ts';

export type AudiencePorts = ManageListsPorts & ImportPorts & WriteLinkPorts;

/** Lists, their recipients, and suppressions. */
export const audienceRoutes = (ports: AudiencePorts): Route[] => [
  ...listRoutes(ports),
  ...recipientRoutes(ports),
  ...importRoutes(ports),
  ...suppressionRoutes(ports),
];

const viewList = (list: List, count: number): z.output<typeof listAnswer> => ({
  listId: list.listId,
  name: list.name,
  description: list.description,
  count,
  createdAt: iso(list.createdAt),
});

const listRoutes = (ports: AudiencePorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/lists',
    summary: 'Create a list',
    role: 'sender',
    body: listBody,
    answer: listAnswer,
    status: 201,
    idempotent: true,
    handle: async ({ body: { name, description } }) => {
      const list = await createList(ports, { name, description: description ?? null });
      return { body: viewList(list, 0), headers: { location: `/v1/lists/${list.listId}` } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/lists',
    summary: 'List lists, newest first',
    role: 'viewer',
    query: listQuery,
    answer: listsAnswer,
    status: 200,
    handle: async ({ query: { limit, cursor } }) => {
      const cursors = cursorsOf('lists');
      const { lists, next } = await listsPage(ports.tables, { limit, after: cursors.read(cursor) });
      const items = await Promise.all(
        lists.map(async (list) => viewList(list, await countMembers(ports.tables, list.listId))),
      );
      return { body: cursors.page(items, next) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/lists/{id}',
    summary: 'Show a list and its number of recipients',
    role: 'viewer',
    params: idParams,
    answer: listAnswer,
    status: 200,
    handle: async ({ params: { id } }) => {
      const list = await requireList(ports.tables, id);
      return { body: viewList(list, await countMembers(ports.tables, id)) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/lists/{id}',
    summary: 'Delete a list that no unfinished task uses',
    role: 'sender',
    params: idParams,
    answer: null,
    status: 204,
    handle: async ({ params: { id } }) => {
      await deleteList(ports, id);
      return {};
    },
  }),
];

const recipientRoutes = (ports: AudiencePorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/lists/{id}/recipients',
    summary: `Add up to ${MAX_RECIPIENTS_PER_CALL.toLocaleString('en-US')} recipients to a list; an existing recipient gets the new data`,
    role: 'sender',
    params: idParams,
    body: recipientsBody,
    answer: recipientsReport,
    status: 200,
    idempotent: true,
    handle: async ({ params: { id }, body: { recipients } }) => ({ body: await addRecipients(ports, id, recipients) }),
  }),
  route({
    method: 'GET',
    path: '/v1/lists/{id}/recipients',
    summary: 'List the recipients of a list, in a fixed order that does not depend on time',
    role: 'viewer',
    params: idParams,
    query: listQuery,
    answer: recipientsAnswer,
    status: 200,
    handle: async ({ params: { id }, query: { limit, cursor } }) => {
      const cursors = cursorsOf('lists', id, 'recipients');
      const { members, next } = await membersPage(ports.tables, id, { limit, after: cursors.read(cursor) });
      return { body: cursors.page(members, next) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/lists/{id}/recipients/{email}',
    summary: 'Remove a recipient from a list; running campaigns skip them',
    role: 'sender',
    params: memberParams,
    answer: null,
    status: 204,
    handle: async ({ params: { id, email } }) => {
      await removeMember(ports, id, email);
      return {};
    },
  }),
];

const importRoutes = (ports: AudiencePorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/lists/{id}/imports',
    summary: 'Create an import; a PUT of the CSV to `uploadUrl`, without an API key, starts it',
    role: 'sender',
    params: idParams,
    answer: newImportAnswer,
    status: 202,
    idempotent: true,
    handle: async ({ params: { id } }) => {
      const { made, uploadUrl, uploadUntil } = await createImport(ports, id);
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
    path: '/v1/lists/{id}/imports/{importId}',
    summary: 'Show an import: its progress, and where to read its bad rows once it has ended',
    role: 'viewer',
    params: importParams,
    answer: importAnswer,
    status: 200,
    handle: async ({ params: { id, importId } }) => {
      const { shown, errorsUrl } = await showImport(ports, id, importId);
      return { body: viewImport(shown, errorsUrl) };
    },
  }),
];

const viewImport = (shown: ListImport, errorsUrl: string | null): z.output<typeof importAnswer> => ({
  importId: shown.importId,
  listId: shown.listId,
  status: shown.status,
  error: shown.error,
  reason: shown.reason,
  rows: shown.rows,
  added: shown.added,
  repeated: shown.repeated,
  invalid: shown.invalid,
  errorsUrl,
  createdAt: iso(shown.createdAt),
  startedAt: isoOrNull(shown.startedAt),
  finishedAt: isoOrNull(shown.finishedAt),
});

const viewSuppression = ({ email, reason, domain, createdAt }: Suppression): z.output<typeof suppressionAnswer> => ({
  email,
  reason,
  domain,
  createdAt: iso(createdAt),
});

const suppressionRoutes = (ports: AudiencePorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/suppressions',
    summary: 'List suppressions, newest first',
    role: 'viewer',
    query: listQuery,
    answer: suppressionsAnswer,
    status: 200,
    handle: async ({ query: { limit, cursor } }) => {
      const cursors = cursorsOf('suppressions');
      const { suppressions, next } = await suppressionsPage(ports.tables, { limit, after: cursors.read(cursor) });
      return { body: cursors.page(suppressions.map(viewSuppression), next) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/suppressions',
    summary: 'Create a suppression of an address; one with the reason `unsubscribe` holds for bulk mail of its domain',
    role: 'sender',
    body: suppressionBody,
    answer: suppressionAnswer,
    status: 201,
    idempotent: true,
    handle: async ({ body: { email, reason, domain } }) => {
      const { suppression, isNew } = await suppress(ports, { email, reason, domain: domain ?? null });
      const location = `/v1/suppressions/${encodeURIComponent(suppression.email)}`;
      return { status: isNew ? 201 : 200, body: viewSuppression(suppression), headers: { location } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/suppressions/links',
    summary: 'Create an unsubscribe link, for mails that are written elsewhere',
    role: 'sender',
    body: linkBody,
    answer: linkAnswer,
    status: 200,
    handle: async ({ body: { email, domain, mailId } }) => ({
      body: { url: await writeUnsubscribeLink(ports, { email, domain, mailId: mailId ?? null }) },
    }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/suppressions/{email}',
    summary: 'Delete the suppressions of an address, for every domain',
    role: 'sender',
    params: emailParams,
    answer: null,
    status: 204,
    handle: async ({ params: { email } }) => {
      await unsuppress(ports, email);
      return {};
    },
  }),
];
