import type * as z from 'zod';
import { iso, isoOrNull, MINUTE } from '../../core/clock.ts';
import type { PlanChange } from '../../core/domains/change-plan.ts';
import type { Dns } from '../../core/domains/dns.ts';
import { dnsRecords } from '../../core/domains/dns-records.ts';
import { type DnsSeen, lookUpDns, readDnsSeen } from '../../core/domains/dns-seen.ts';
import {
  changeMailFrom,
  changePool,
  createDomain,
  deleteDomain,
  type ManageDomainPorts,
  planChangeOf,
  verifyDomain,
} from '../../core/domains/manage-domain.ts';
import type { ManageSendersPorts } from '../../core/domains/manage-senders.ts';
import { addTestRecipient } from '../../core/domains/test-recipients.ts';
import type { WarmUpView } from '../../core/domains/warm-up-view.ts';
import type { UsingTask } from '../../core/problems.ts';
import type { Domain } from '../../core/warm-up/domain.ts';
import { domainsPage, requireDomain } from '../../core/warm-up/domain-store.ts';
import { cursorsOf } from '../http/cursor.ts';
import { listQuery, pageOf } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { domainParams } from '../http/warm-up-settings.ts';
import {
  domainAnswer,
  domainEditBody,
  mailFromBody,
  newDomainBody,
  testRecipientAnswer,
  testRecipientBody,
  warmUpAnswer,
  warmUpBody,
} from './schemas.ts';
import { senderRoutes } from './senders.ts';

export interface DomainPorts extends Omit<ManageDomainPorts, 'tasksUsing'>, Omit<ManageSendersPorts, 'tasksUsing'> {
  /** Tasks that are not at their end and use the domain, or send from the address. */
  tasksUsing(reference: { domain: string } | { sender: string }): Promise<UsingTask[]>;
  dns: Dns;
  readWarmUp(domain: string): Promise<WarmUpView>;
  /** Acts at once, and resumes the runs that it frees. */
  changePlan(domain: string, change: PlanChange): Promise<void>;
}

/** What was seen of the DNS so lately is shown without looking again. */
const SEEN_IS_FRESH = 10 * MINUTE;

/** Calls about sending domains, their warm-up, and senders. */
export const domainRoutes = (ports: DomainPorts): Route[] => [
  ...crudRoutes(ports),
  ...oneDomainRoutes(ports),
  ...verifyRoutes(ports),
  ...warmUpRoutes(ports),
  ...senderRoutes(ports),
  ...testRecipientRoutes(ports),
];

/** Looks into the DNS, and shows what is there now. */
const look = async (ports: DomainPorts, domain: Domain) =>
  viewDomain(ports, domain, await lookUpDns(ports, domain, ports.clock.now()));

/** Shows what was seen of the DNS lately, or looks again. */
async function show(ports: DomainPorts, domain: Domain) {
  const [seen] = await readDnsSeen(ports.tables, [domain.domain]);
  const isFresh = seen !== undefined && ports.clock.now() - seen.at < SEEN_IS_FRESH;
  return isFresh ? await viewDomain(ports, domain, seen) : await look(ports, domain);
}

const crudRoutes = (ports: DomainPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/domains',
    summary: 'Create a sending domain; it starts on the standard plan by default',
    role: 'admin',
    body: newDomainBody,
    answer: domainAnswer,
    status: 201,
    idempotent: true,
    handle: async ({ body }) => {
      const domain = await createDomain(ports, body);
      return { body: await look(ports, domain), headers: { location: `/v1/domains/${domain.domain}` } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/domains',
    summary: 'List sending domains',
    role: 'viewer',
    query: listQuery,
    answer: pageOf(domainAnswer),
    status: 200,
    handle: async ({ query: { limit, cursor } }) => {
      const cursors = cursorsOf('domains');
      const { domains, next } = await domainsPage(ports.tables, { limit, after: cursors.read(cursor) });
      const seen = await readDnsSeen(
        ports.tables,
        domains.map(({ domain }) => domain),
      );
      const shown = domains.map((domain, i) => viewDomain(ports, domain, seen[i]));
      return { body: cursors.page(await Promise.all(shown), next) };
    },
  }),
];

const oneDomainRoutes = (ports: DomainPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/domains/{domain}',
    summary: 'Show a domain with its DNS records and its warm-up',
    role: 'viewer',
    params: domainParams,
    answer: domainAnswer,
    status: 200,
    handle: async ({ params }) => ({ body: await show(ports, await requireDomain(ports.tables, params.domain)) }),
  }),
  route({
    method: 'PATCH',
    path: '/v1/domains/{domain}',
    summary: 'Change which pool of dedicated addresses sends the mail of a domain',
    role: 'admin',
    params: domainParams,
    body: domainEditBody,
    answer: domainAnswer,
    status: 200,
    handle: async ({ params, body: { sendingPool } }) => {
      const domain =
        sendingPool === undefined
          ? await requireDomain(ports.tables, params.domain)
          : await changePool(ports, params.domain, sendingPool);
      return { body: await show(ports, domain) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/domains/{domain}',
    summary: 'Delete a domain that no unfinished task uses',
    role: 'admin',
    params: domainParams,
    answer: null,
    status: 204,
    handle: async ({ params }) => {
      await deleteDomain(ports, params.domain);
      return {};
    },
  }),
];

const verifyRoutes = (ports: DomainPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/domains/{domain}/verify',
    summary: 'Check the DNS of a domain again, and whether it is verified',
    role: 'admin',
    params: domainParams,
    answer: domainAnswer,
    status: 200,
    handle: async ({ params }) => ({ body: await look(ports, await verifyDomain(ports, params.domain)) }),
  }),
  route({
    method: 'PUT',
    path: '/v1/domains/{domain}/mail-from',
    summary: "Set where bounces of a domain's mail go back to (MAIL FROM), so that SPF is aligned",
    role: 'admin',
    params: domainParams,
    body: mailFromBody,
    answer: domainAnswer,
    status: 200,
    handle: async ({ params, body }) => ({
      body: await look(ports, await changeMailFrom(ports, params.domain, body.mailFrom)),
    }),
  }),
];

const warmUpRoutes = (ports: DomainPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/domains/{domain}/warm-up',
    summary: "Show a domain's warm-up: its plan, today's quota and the days before",
    role: 'viewer',
    params: domainParams,
    answer: warmUpAnswer,
    status: 200,
    handle: async ({ params }) => ({ body: viewWarmUp(await ports.readWarmUp(params.domain)) }),
  }),
  changeWarmUpRoute(ports, 'PATCH', "Change a domain's warm-up; runs that this frees resume"),
  changeWarmUpRoute(ports, 'PUT', 'The same as PATCH, under its earlier name'),
];

/** PUT does not replace the settings either: one without `plan` would send more than its caller knows. */
const changeWarmUpRoute = (ports: DomainPorts, method: 'PATCH' | 'PUT', summary: string): Route =>
  route({
    method,
    path: '/v1/domains/{domain}/warm-up',
    summary,
    role: 'admin',
    params: domainParams,
    body: warmUpBody,
    answer: warmUpAnswer,
    status: 200,
    handle: async ({ params, body }) => {
      const domain = await requireDomain(ports.tables, params.domain);
      await ports.changePlan(domain.domain, planChangeOf(domain, body));
      return { body: viewWarmUp(await ports.readWarmUp(domain.domain)) };
    },
  });

const testRecipientRoutes = (ports: DomainPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/test-recipients',
    summary: 'Let an address be mailed while the account is in the SES sandbox; safe to repeat',
    role: 'admin',
    body: testRecipientBody,
    answer: testRecipientAnswer,
    status: 200,
    handle: async ({ body }) => ({ body: await addTestRecipient(ports.identities, body.address) }),
  }),
];

const LOOK_AGAIN =
  'The DNS was not looked up, or did not answer in time. Check again with POST /v1/domains/{domain}/verify.';

const viewDomain = async (ports: DomainPorts, domain: Domain, seen: DnsSeen | undefined) => ({
  domain: domain.domain,
  status: domain.status,
  dns: dnsRecords(domain, seen).map((record) => (record.ok === null ? { ...record, hint: LOOK_AGAIN } : record)),
  mailFrom: domain.mailFrom?.domain ?? null,
  warmUp: viewWarmUp(await ports.readWarmUp(domain.domain)),
  sendingPool: domain.sendingPool,
  createdAt: iso(domain.createdAt),
  updatedAt: iso(domain.updatedAt),
});

const viewWarmUp = (view: WarmUpView): z.input<typeof warmUpAnswer> => ({
  ...view,
  heldUntil: isoOrNull(view.heldUntil),
  history: view.history.map((day) => ({
    ...day,
    changes: day.changes.map(({ day: _day, at, until, ...change }) => ({
      ...change,
      at: iso(at),
      until: isoOrNull(until),
    })),
  })),
});
