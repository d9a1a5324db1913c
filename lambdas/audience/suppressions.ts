import type * as z from 'zod';
import { isExpired } from '../../core/audience/expiry.ts';
import type { ManageListsPorts } from '../../core/audience/manage-lists.ts';
import {
  type Suppression,
  suppress,
  suppressionsOf,
  suppressionsPage,
  unsuppress,
} from '../../core/audience/suppressions.ts';
import { type Instant, iso, isoOrNull } from '../../core/clock.ts';
import { erasePerson } from '../../core/erasure/erase-person.ts';
import { Problem } from '../../core/problems.ts';
import { type WriteLinkPorts, writeUnsubscribeLink } from '../../core/unsubscribe/write-link.ts';
import { cursorsOf } from '../http/cursor.ts';
import { type Route, route } from '../http/route.ts';
import {
  addressSuppressionsAnswer,
  emailParams,
  erasureAnswer,
  erasureBody,
  linkAnswer,
  linkBody,
  suppressionAnswer,
  suppressionBody,
  suppressionsAnswer,
  suppressionsQuery,
  unsuppressQuery,
} from './schemas.ts';

type SuppressionPorts = Pick<ManageListsPorts, 'tables' | 'clock' | 'random'> & WriteLinkPorts;

export const viewSuppression = ({
  email,
  reason,
  domain,
  createdAt,
  expiresAt,
}: Suppression): z.output<typeof suppressionAnswer> => ({
  email,
  reason,
  domain,
  createdAt: iso(createdAt),
  expiresAt: isoOrNull(expiresAt),
});

/** Who is not mailed, and why. */
export const suppressionRoutes = (ports: SuppressionPorts): Route[] => [
  ...readRoutes(ports),
  ...changeRoutes(ports),
  route({
    method: 'POST',
    path: '/v1/erasures',
    summary:
      'Erase a person from all lists and mail records; running tasks skip them. Suppressions stay, and so do snapshots of runs, for `runRetentionDays`',
    role: 'admin',
    body: erasureBody,
    answer: erasureAnswer,
    status: 200,
    handle: async ({ body: { email } }) => {
      const { suppressions, ...erased } = await erasePerson(ports, email);
      return { body: { ...erased, suppressions: suppressions.map(viewSuppression) } };
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
];

const readRoutes = (ports: SuppressionPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/suppressions',
    summary: 'List suppressions, newest first; with a filter, a page before the last may have fewer than `limit`',
    role: 'viewer',
    query: suppressionsQuery,
    answer: suppressionsAnswer,
    status: 200,
    handle: async ({ query: { limit, cursor, email, ...filter } }) => {
      const now = ports.clock.now();
      const { reason = '', domain = '' } = filter;
      const cursors = cursorsOf('suppressions', ...(reason + domain === '' ? [] : [reason, domain]));
      if (email !== undefined) {
        const found = (await suppressionsOf(ports.tables, email, now)).filter(matches(filter, now));
        return { body: cursors.page(found.map(viewSuppression), null) };
      }
      const page = { limit, after: cursors.read(cursor) };
      const { suppressions, next } = await suppressionsPage(ports.tables, page, matches(filter, now));
      return { body: cursors.page(suppressions.map(viewSuppression), next) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/suppressions/{email}',
    summary: 'Show the suppressions of an address',
    role: 'viewer',
    params: emailParams,
    answer: addressSuppressionsAnswer,
    status: 200,
    handle: async ({ params: { email } }) => {
      const suppressions = (await suppressionsOf(ports.tables, email, ports.clock.now())).map(viewSuppression);
      const [first] = suppressions;
      if (!first) throw new Problem('not-found', 'this address is not suppressed');
      return { body: { email: first.email, suppressions } };
    },
  }),
];

const matches =
  (filter: Partial<z.output<typeof suppressionsQuery>>, now: Instant) =>
  (suppression: Suppression): boolean =>
    !isExpired(suppression, now) &&
    (filter.reason === undefined || filter.reason === suppression.reason) &&
    (filter.domain === undefined || filter.domain === suppression.domain);

const changeRoutes = (ports: SuppressionPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/suppressions',
    summary: 'Create a suppression of an address; one with the reason `unsubscribe` holds for bulk mail of its domain',
    role: 'sender',
    body: suppressionBody,
    answer: suppressionAnswer,
    status: 201,
    otherAnswer: {
      status: 200,
      answer: suppressionAnswer,
      description:
        'The address was suppressed already. It keeps its time, and of the two reasons the weightier: `complaint` before `bounce` before `manual`.',
    },
    idempotent: true,
    handle: async ({ body: { email, reason, domain = null, expiresAt = null } }) => {
      const wish = { email, reason, domain, expiresAt: expiresAt === null ? null : Date.parse(expiresAt) };
      const { suppression, isNew } = await suppress(ports, wish);
      const location = `/v1/suppressions/${encodeURIComponent(suppression.email)}`;
      return { status: isNew ? 201 : 200, body: viewSuppression(suppression), headers: { location } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/suppressions/{email}',
    summary:
      'Delete the suppressions of an address: all of them, or those for one reason, or its unsubscribe from one domain',
    role: 'sender',
    params: emailParams,
    query: unsuppressQuery,
    answer: null,
    status: 204,
    handle: async ({ params: { email }, query }) => {
      await unsuppress(ports, email, query);
      return {};
    },
  }),
];
