import { iso } from '../../core/clock.ts';
import {
  createSender,
  deleteSender,
  editSender,
  type ManageSendersPorts,
  requireSender,
} from '../../core/domains/manage-senders.ts';
import { type Sender, sendersPage } from '../../core/domains/sender-store.ts';
import { cursorsOf } from '../http/cursor.ts';
import { listQuery, pageOf } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { newSenderBody, senderAnswer, senderBody, senderEditBody, senderParams } from './schemas.ts';

const viewSender = (sender: Sender) => ({ ...sender, createdAt: iso(sender.createdAt) });

/** Calls about senders: the defaults for mail from an address. */
export const senderRoutes = (ports: ManageSendersPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/senders',
    summary: 'Create a sender: defaults for mail from an address of a verified domain',
    role: 'admin',
    body: newSenderBody,
    answer: senderAnswer,
    status: 201,
    idempotent: true,
    handle: async ({ body }) => {
      const sender = await createSender(ports, body);
      const location = `/v1/senders/${encodeURIComponent(sender.address)}`;
      return { body: viewSender(sender), headers: { location } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/senders',
    summary: 'List senders',
    role: 'viewer',
    query: listQuery,
    answer: pageOf(senderAnswer),
    status: 200,
    handle: async ({ query: { limit, cursor } }) => {
      const cursors = cursorsOf('senders');
      const { senders, next } = await sendersPage(ports.tables, { limit, after: cursors.read(cursor) });
      return { body: cursors.page(senders.map(viewSender), next) };
    },
  }),
  ...oneSenderRoutes(ports),
];

function oneSenderRoutes(ports: ManageSendersPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/senders/{address}',
      summary: 'Show a sender',
      role: 'viewer',
      params: senderParams,
      answer: senderAnswer,
      status: 200,
      handle: async ({ params }) => ({ body: viewSender(await requireSender(ports.tables, params.address)) }),
    }),
    route({
      method: 'PUT',
      path: '/v1/senders/{address}',
      summary: 'Replace the defaults of a sender: what is left out is removed',
      role: 'admin',
      params: senderParams,
      body: senderBody,
      answer: senderAnswer,
      status: 200,
      handle: async ({ params, body }) => ({ body: viewSender(await editSender(ports, params.address, body)) }),
    }),
    route({
      method: 'PATCH',
      path: '/v1/senders/{address}',
      summary: 'Change a default of a sender; runs that have started keep the old ones',
      role: 'admin',
      params: senderParams,
      body: senderEditBody,
      answer: senderAnswer,
      status: 200,
      handle: async ({ params, body }) => ({ body: viewSender(await editSender(ports, params.address, body)) }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/senders/{address}',
      summary: 'Delete a sender that no unfinished task uses',
      role: 'admin',
      params: senderParams,
      answer: null,
      status: 204,
      handle: async ({ params }) => {
        await deleteSender(ports, params.address);
        return {};
      },
    }),
  ];
}
