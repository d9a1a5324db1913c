import * as z from 'zod';
import { iso, isoOrNull } from '../../core/clock.ts';
import { SHOWN_DOMAINS } from '../../core/overview/domains-today.ts';
import { NOTICE_CODES } from '../../core/overview/notices.ts';
import { type OverviewPorts, readOverview, SHOWN_ACTIVE, SHOWN_NEXT } from '../../core/overview/overview.ts';
import { STEPS } from '../../core/overview/steps.ts';
import { ActiveTasks } from '../../core/tasks/active-tasks.ts';
import { TASK_TYPES } from '../../core/tasks/task.ts';
import { DOMAIN_STATUSES } from '../../core/warm-up/domain.ts';
import { params } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { type AccountPorts, accountAnswer, viewAccount } from './account.ts';
import { activeTaskAnswer, viewActive } from './live.ts';
import { count, instant } from './views.ts';

const day = z.string().meta({ format: 'date' });
const tooMany = 'null for more than can be counted at once';

const domainToday = z
  .strictObject({
    domain: z.string(),
    status: z.enum(DOMAIN_STATUSES),
    dnsProblems: count
      .nullable()
      .describe('DNS records that are not as they should be; null where the DNS was not looked up.'),
    day,
    level: z.int().nullable(),
    limit: count.nullable(),
    sent: count,
    other: count.describe('Transactional mails and test sends.'),
    left: count.nullable(),
    reserved: count.describe('Mails of today that are reserved for older parked runs.'),
    heldUntil: instant.nullable().describe('Until when the reputation holds bulk mail; null if it does not.'),
  })
  .meta({ id: 'DomainToday', description: '`limit`, `left` and `level` are null with plan unlimited.' });

export const overviewAnswer = z
  .strictObject({
    now: instant,
    account: accountAnswer,
    domains: z.array(domainToday).max(SHOWN_DOMAINS).describe('The newest domains, with their quota of today.'),
    active: z.array(activeTaskAnswer).max(SHOWN_ACTIVE).describe('As `GET /v1/tasks/active` has them.'),
    next: z
      .array(z.strictObject({ taskId: z.string(), name: z.string().nullable(), type: z.enum(TASK_TYPES), at: instant }))
      .max(SHOWN_NEXT)
      .describe('The next start of each task that has one, earliest first.'),
    week: z
      .array(
        z.strictObject({
          day,
          accepted: count.describe('Handed over.'),
          delivered: count,
          bounced: count,
          complained: count,
        }),
      )
      .nullable()
      .describe('Bulk mail of the last 7 quota days, today last; null with more than 200 domains.'),
    counts: z.strictObject({
      lists: count.nullable().describe(`Lists; ${tooMany}.`),
      recipients: count.nullable().describe(`Members of all lists, those of two twice; ${tooMany}.`),
      templates: count.nullable().describe(`Templates; ${tooMany}.`),
      tasks: count.nullable().describe(`Tasks; ${tooMany}.`),
    }),
    steps: z
      .array(
        z.strictObject({
          step: z.enum(STEPS).describe('What there is to do.'),
          done: z.boolean().nullable().describe('Whether it is done; null where that is not known.'),
        }),
      )
      .describe(
        'The way to the first campaign: the account is out of the sandbox, a domain is added, the DNS of one is in order, a list has somebody in it, a template is written, a test or another single mail was sent in the last 31 days, a campaign is over.',
      ),
    notices: z
      .array(z.strictObject({ code: z.enum(NOTICE_CODES), params }))
      .describe('What may need somebody, the most pressing first.'),
  })
  .meta({ id: 'Overview' });

type Ports = AccountPorts & Omit<OverviewPorts, 'activeTasks'>;

/** The first look at everything. */
export const overviewRoutes = (ports: Ports): Route[] => {
  const activeTasks = new ActiveTasks(ports);
  return [
    route({
      method: 'GET',
      path: '/v1/overview',
      summary: 'Show what is going on, what comes next, and what needs somebody',
      role: 'viewer',
      answer: overviewAnswer,
      status: 200,
      handle: async () => ({ body: await viewOverview(ports, activeTasks) }),
    }),
  ];
};

async function viewOverview(ports: Ports, activeTasks: ActiveTasks): Promise<z.input<typeof overviewAnswer>> {
  const [account, { now, domains, active, stackHold, next, ...rest }] = await Promise.all([
    viewAccount(ports),
    readOverview({ ...ports, activeTasks }),
  ]);
  return {
    now: iso(now),
    account,
    domains: domains.map(({ heldUntil, ...domain }) => ({ ...domain, heldUntil: isoOrNull(heldUntil) })),
    active: active.map((item) => viewActive(item, stackHold)),
    next: next.map(({ at, ...start }) => ({ ...start, at: iso(at) })),
    ...rest,
  };
}
