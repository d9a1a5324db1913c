import {
  newSmtpPassword,
  removeSmtpPassword,
  setSmtpPassword,
  withSmtpPassword,
} from '../../core/access/smtp-passwords.ts';
import { iso } from '../../core/clock.ts';
import {
  createSender,
  deleteSender,
  editSender,
  type ManageSendersPorts,
  requireSender,
} from '../../core/domains/manage-senders.ts';
import { type Sender, sendersPage } from '../../core/domains/sender-store.ts';
import type { Tables } from '../../core/tables.ts';
import { cursorsOf } from '../http/cursor.ts';
import { listQuery, pageOf } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import {
  newSenderBody,
  senderAnswer,
  senderBody,
  senderEditBody,
  senderParams,
  smtpPasswordAnswer,
  smtpPasswordBody,
} from './schemas.ts';

const viewSender = (sender: Sender, hasSmtpPassword: boolean) => ({
  ...sender,
  hasSmtpPassword,
  createdAt: iso(sender.createdAt),
});

async function viewSenders(tables: Tables, senders: Sender[]) {
  const known = await withSmtpPassword(
    tables,
    senders.map(({ address }) => address),
  );
  return senders.map((sender) => viewSender(sender, known.has(sender.address)));
}

async function viewOne(tables: Tables, sender: Sender) {
  const [view] = await viewSenders(tables, [sender]);
  return view;
}

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
      return { body: viewSender(sender, false), headers: { location } };
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
      return { body: cursors.page(await viewSenders(ports.tables, senders), next) };
    },
  }),
  ...oneSenderRoutes(ports),
  ...smtpPasswordRoutes(ports),
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
      handle: async ({ params }) => ({
        body: await viewOne(ports.tables, await requireSender(ports.tables, params.address)),
      }),
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
      handle: async ({ params, body }) => ({
        body: await viewOne(ports.tables, await editSender(ports, params.address, body)),
      }),
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
      handle: async ({ params, body }) => ({
        body: await viewOne(ports.tables, await editSender(ports, params.address, body)),
      }),
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

/** With its password an address hands in mail by SMTP, from itself only. */
const smtpPasswordRoutes = (ports: ManageSendersPorts): Route[] => [
  route({
    method: 'PUT',
    path: '/v1/senders/{address}/smtp-password',
    summary: 'Set or make the password with which a sender hands in mail by SMTP',
    role: 'admin',
    params: senderParams,
    body: smtpPasswordBody,
    answer: smtpPasswordAnswer,
    status: 200,
    handle: async ({ params, body: { password } }) => {
      const { address } = await requireSender(ports.tables, params.address);
      const set = password ?? newSmtpPassword();
      await setSmtpPassword(ports, address, set);
      return { body: { address, password: password === null ? set : null } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/senders/{address}/smtp-password',
    summary: 'Take the SMTP password of a sender away; it works for another minute at most',
    role: 'admin',
    params: senderParams,
    answer: null,
    status: 204,
    handle: async ({ params }) => {
      const { address } = await requireSender(ports.tables, params.address);
      await removeSmtpPassword(ports, address);
      return {};
    },
  }),
];
