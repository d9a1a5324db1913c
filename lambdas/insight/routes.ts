import { isoOrNull } from '../../core/clock.ts';
import type { ExportPorts } from '../../core/exports/create-export.ts';
import { isId } from '../../core/ids.ts';
import {
  type Email,
  type EmailsPlace,
  type FindEmailsPorts,
  findEmail,
  findEmailsTo,
} from '../../core/insight/find-emails.ts';
import { readStatistics } from '../../core/insight/statistics.ts';
import { Problem } from '../../core/problems.ts';
import type { Cursor } from '../../core/tables.ts';
import {
  findTransactionalEmail,
  findTransactionalEmailsTo,
} from '../../core/transactional/find-transactional-emails.ts';
import { cursorsOf, invalidCursor } from '../http/cursor.ts';
import { viewDelivery } from '../http/delivery-answer.ts';
import { pageOf } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { exportRoutes } from './exports.ts';
import { mailContentRoute } from './mail-content.ts';
import { peopleRoute } from './people.ts';
import { emailAnswer, emailParams, emailsQuery, statisticsAnswer, statisticsQuery } from './schemas.ts';

type InsightPorts = FindEmailsPorts & ExportPorts & Parameters<typeof mailContentRoute>[0];

/** The state of mails, what is known of people, statistics, and exports. */
export const insightRoutes = (ports: InsightPorts): Route[] => [
  ...emailRoutes(ports),
  mailContentRoute(ports),
  peopleRoute(ports),
  statisticsRoute(ports),
  ...exportRoutes(ports),
];

const emailRoutes = (ports: FindEmailsPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/emails/{mailId}',
    summary: 'Show a mail',
    role: 'viewer',
    params: emailParams,
    answer: emailAnswer,
    status: 200,
    handle: async ({ params: { mailId } }) => {
      const email = (await findTransactionalEmail(mailId, ports)) ?? (await findEmail(mailId, ports));
      if (!email) throw new Problem('not-found', 'there is no such mail');
      return { body: viewEmail(email) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/emails',
    summary:
      'List the mails to an address: transactional mails, latest first, then those of the latest tasks; a page before the last may be empty',
    role: 'viewer',
    query: emailsQuery,
    answer: pageOf(emailAnswer),
    status: 200,
    handle: async ({ query: { date = null, to, limit, cursor } }) => {
      const cursors = cursorsOf('emails', date ?? '', to);
      const { emails, next } = await emailsPage({ day: date, email: to, limit }, cursors.read(cursor), ports);
      return { body: cursors.page(emails.map(viewEmail), next) };
    },
  }),
];

const statisticsRoute = (ports: FindEmailsPorts): Route =>
  route({
    method: 'GET',
    path: '/v1/statistics',
    summary: 'Show statistics of bulk mail, of other mail or of both, by day and overall',
    role: 'viewer',
    query: statisticsQuery,
    answer: statisticsAnswer,
    status: 200,
    handle: async ({ query: { from, to, domain = null, kind } }) => {
      const { days, overall } = await readStatistics(ports.tables, { from, to, domain, kind });
      return { body: { from, to, domain, kind, overall, days } };
    },
  });

const viewEmail = ({ at, delivery, ...email }: Email) => ({
  ...email,
  at: isoOrNull(at),
  delivery: viewDelivery(delivery),
});

/** Transactional mails come first; a page that is not full continues with those of tasks. */
async function emailsPage(
  input: { day: string | null; email: string; limit: number },
  cursor: Cursor | null,
  ports: FindEmailsPorts,
): Promise<{ emails: Email[]; next: Cursor | null }> {
  const emails: Email[] = [];
  let from: EmailsPlace = { before: null, skip: 0 };
  if (cursor === null || isOfTransactional(cursor)) {
    const page = await findTransactionalEmailsTo({ ...input, after: cursor }, ports);
    if (page.next) return page;
    emails.push(...page.emails);
  } else {
    from = placeIn(cursor);
  }
  const remaining = input.limit - emails.length;
  if (remaining <= 0) return { emails, next: cursorOf(from) };
  const { emails: ofTasks, next } = await findEmailsTo({ ...input, limit: remaining, from }, ports);
  return { emails: [...emails, ...ofTasks], next: next && cursorOf(next) };
}

/** Whether a list continues among the transactional mails. */
const isOfTransactional = (cursor: Cursor): boolean => !('skip' in cursor);

const cursorOf = ({ before, skip }: EmailsPlace): Cursor => ({
  ...(before === null ? {} : { before }),
  skip: String(skip),
});

function placeIn(cursor: Cursor): EmailsPlace {
  const { before = null, skip = '' } = cursor;
  if ((before !== null && !isId(before)) || !/^\d{1,6}$/.test(skip)) throw invalidCursor();
  return { before, skip: Number(skip) };
}
