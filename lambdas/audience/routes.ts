import type * as z from 'zod';
import { addRecipients, checkRecipientCount, MAX_RECIPIENTS_PER_CALL } from '../../core/audience/add-recipients.ts';
import { fieldsOf } from '../../core/audience/fields.ts';
import { type ImportPorts, listImports } from '../../core/audience/import/create-import.ts';
import { countMembers, type List, listsPage, requireList } from '../../core/audience/list-store.ts';
import { createList, deleteList, editList, type ManageListsPorts } from '../../core/audience/manage-lists.ts';
import {
  changeMemberData,
  findMember,
  type Member,
  membersPage,
  removeMember,
  requireMember,
} from '../../core/audience/members.ts';
import { type Suppression, suppressionsOf } from '../../core/audience/suppressions.ts';
import { type Clock, iso } from '../../core/clock.ts';
import type { TaskUser } from '../../core/tasks/used-by.ts';
import type { WriteLinkPorts } from '../../core/unsubscribe/write-link.ts';
import { cursorsOf } from '../http/cursor.ts';
import { idParams } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { importRoutes, viewImport } from './imports.ts';
import {
  fieldsAnswer,
  listAnswer,
  listBody,
  listDetailsAnswer,
  listEditBody,
  listsAnswer,
  listsQuery,
  memberAnswer,
  memberEditBody,
  memberParams,
  membersQuery,
  recipientsAnswer,
  recipientsBody,
  recipientsReport,
} from './schemas.ts';
import { suppressionRoutes, viewSuppression } from './suppressions.ts';

export interface AudiencePorts extends ManageListsPorts, ImportPorts, WriteLinkPorts {
  clock: Clock;
  /** The latest unfinished tasks that use a list. */
  usersOf(reference: { listId: string }): Promise<TaskUser[]>;
}

/** Lists, their recipients, and suppressions. */
export const audienceRoutes = (ports: AudiencePorts): Route[] => [
  ...listRoutes(ports),
  ...oneListRoutes(ports),
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

const viewMember = (member: Member, suppressions: Suppression[]): z.output<typeof memberAnswer> => ({
  ...member,
  suppressions: suppressions.map(viewSuppression).map(({ email: _email, ...suppression }) => suppression),
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
    summary: 'List lists, newest first; with `q`, a page before the last may have fewer than `limit`',
    role: 'viewer',
    query: listsQuery,
    answer: listsAnswer,
    status: 200,
    handle: async ({ query: { limit, cursor, q = null } }) => {
      const cursors = cursorsOf('lists', ...(q === null ? [] : [q]));
      const { lists, next } = await listsPage(ports.tables, { limit, after: cursors.read(cursor) }, q);
      const items = await Promise.all(
        lists.map(async (list) => viewList(list, await countMembers(ports.tables, list.listId))),
      );
      return { body: cursors.page(items, next) };
    },
  }),
];

const detailsOf = async (ports: AudiencePorts, list: List): Promise<z.output<typeof listDetailsAnswer>> => {
  const { listId } = list;
  const [count, usedBy, { imports }] = await Promise.all([
    countMembers(ports.tables, listId),
    ports.usersOf({ listId }),
    listImports(ports, listId, { limit: 1, after: null }),
  ]);
  const [latest] = imports;
  const lastImport = latest === undefined ? null : viewImport(latest.shown, latest.errorsUrl);
  return { ...viewList(list, count), usedBy, lastImport };
};

const oneListRoutes = (ports: AudiencePorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/lists/{id}/fields',
    summary: 'Show which data the recipients of a list have, by a sample of them',
    role: 'viewer',
    params: idParams,
    answer: fieldsAnswer,
    status: 200,
    handle: async ({ params: { id } }) => ({ body: await fieldsOf(ports.tables, id) }),
  }),
  route({
    method: 'GET',
    path: '/v1/lists/{id}',
    summary: 'Show a list, its number of recipients, its latest import, and who uses it',
    role: 'viewer',
    params: idParams,
    answer: listDetailsAnswer,
    status: 200,
    handle: async ({ params: { id } }) => ({ body: await detailsOf(ports, await requireList(ports.tables, id)) }),
  }),
  route({
    method: 'PATCH',
    path: '/v1/lists/{id}',
    summary: 'Rename a list, or change its description',
    role: 'sender',
    params: idParams,
    body: listEditBody,
    answer: listDetailsAnswer,
    status: 200,
    handle: async ({ params: { id }, body }) => ({ body: await detailsOf(ports, await editList(ports, id, body)) }),
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
    checkFirst: ({ recipients }) => checkRecipientCount(recipients),
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
    query: membersQuery,
    answer: recipientsAnswer,
    status: 200,
    handle: async ({ params: { id }, query: { limit, cursor, email } }) => {
      const cursors = cursorsOf('lists', id, 'recipients');
      if (email !== undefined) {
        const member = await findMember(ports.tables, id, email);
        return { body: cursors.page(member === undefined ? [] : [member], null) };
      }
      const { members, next } = await membersPage(ports.tables, id, { limit, after: cursors.read(cursor) });
      return { body: cursors.page(members, next) };
    },
  }),
  ...oneRecipientRoutes(ports),
];

const oneRecipientRoutes = (ports: AudiencePorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/lists/{id}/recipients/{email}',
    summary: 'Show a recipient of a list, and why they are not mailed, if they are suppressed',
    role: 'viewer',
    params: memberParams,
    answer: memberAnswer,
    status: 200,
    handle: async ({ params: { id, email } }) => {
      const member = await requireMember(ports.tables, id, email);
      return { body: viewMember(member, await suppressionsOf(ports.tables, member.email, ports.clock.now())) };
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/lists/{id}/recipients/{email}',
    summary: 'Replace the data of a recipient; runs that have started keep the old data',
    role: 'sender',
    params: memberParams,
    body: memberEditBody,
    answer: memberAnswer,
    status: 200,
    handle: async ({ params: { id, email }, body: { data } }) => {
      const member = await changeMemberData(ports.tables, id, email, data);
      return { body: viewMember(member, await suppressionsOf(ports.tables, member.email, ports.clock.now())) };
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
