import * as z from 'zod';
import { parseDomain } from '../../../core/audience/address.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Dns } from '../../../core/domains/dns.ts';
import { dnsRecords } from '../../../core/domains/dns-records.ts';
import { lookUpDns, readDnsSeen } from '../../../core/domains/dns-seen.ts';
import {
  createDomain,
  deleteDomain,
  type ManageDomainPorts,
  verifyDomain,
} from '../../../core/domains/manage-domain.ts';
import { hasSenderOf } from '../../../core/domains/sender-store.ts';
import { readQuotaToday } from '../../../core/domains/warm-up-view.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { domainsPage, requireDomain } from '../../../core/warm-up/domain-store.ts';
import { type Action, action, required } from '../action.ts';
import { inTheirWords, Refusal } from '../errors.ts';
import { pageByOffset } from '../paging.ts';

/** The vendor's levels and quotas end here. */
const MAX_REPUTATION_LEVEL = 20;
const MAX_DAILY_QUOTA = 1_000_000;
/** A quota that stands for none. */
const UNLIMITED_QUOTA = 1_000_000_000_000;
/** Domains of one answer. */
const MOST_DOMAINS = 1_000;
/** The only kind of DKIM key here. */
const DKIM_OPTION = 1;

const NOT_THERE = { 'not-found': 'InvalidParameterValue.NotExistDomain' } as const;

export interface IdentityPorts extends ManageDomainPorts {
  clock: Clock;
  dns: Dns;
}

const tags = z.array(z.strictObject({ TagKey: z.string(), TagValue: z.string() }));
const named = z.strictObject({ EmailIdentity: required() });
/** Tags and the kind of the key are checked, and not kept. */
const created = named.extend({ DKIMOption: z.int().min(0).max(2).optional(), TagList: tags.optional() });
const updated = named.extend({ NewAPI: z.boolean().optional(), DKIMOption: z.int().min(0).max(2).optional() });

/** Calls about sending domains, which the vendor calls identities. */
export const identityActions = (ports: IdentityPorts): Action[] => [
  action({
    name: 'CreateEmailIdentity',
    role: 'admin',
    schema: created,
    handle: async ({ EmailIdentity }) => {
      const domain = nameIn(EmailIdentity);
      const names = { 'already-exists': 'InvalidParameterValue.RepeatCreation' } as const;
      return await look(ports, await inTheirWords(names, () => createDomain(ports, { domain })));
    },
  }),
  action({
    name: 'UpdateEmailIdentity',
    role: 'admin',
    schema: updated,
    handle: async ({ EmailIdentity }) =>
      await look(ports, await inTheirWords(NOT_THERE, () => verifyDomain(ports, EmailIdentity.toLowerCase()))),
  }),
  action({
    name: 'GetEmailIdentity',
    role: 'viewer',
    schema: named,
    handle: async ({ EmailIdentity }) => {
      const domain = await inTheirWords(NOT_THERE, () => requireDomain(ports.tables, EmailIdentity.toLowerCase()));
      const [seen] = await readDnsSeen(ports.tables, [domain.domain]);
      const answer = seen === undefined ? await look(ports, domain) : viewOf(domain, seen);
      return { ...answer, TagList: [] };
    },
  }),
  action({
    name: 'DeleteEmailIdentity',
    role: 'admin',
    schema: named,
    handle: async ({ EmailIdentity }) => {
      const names = { ...NOT_THERE, 'in-use': 'OperationDenied.NotAllowDelete' } as const;
      await inTheirWords(names, async () => {
        const { domain } = await requireDomain(ports.tables, EmailIdentity.toLowerCase());
        if (await hasSenderOf(ports.tables, domain)) {
          const message = `${domain} still has sender addresses: delete them first`;
          throw new Refusal('OperationDenied.SenderWithDomainIsNotEmpty', message);
        }
        await deleteDomain(ports, domain);
      });
      return {};
    },
  }),
  action({
    name: 'ListEmailIdentities',
    role: 'viewer',
    schema: z.strictObject({
      TagList: tags.optional(),
      Limit: z.int().min(0).optional(),
      Offset: z.int().min(0).optional(),
    }),
    handle: async ({ TagList = [], Limit = MOST_DOMAINS, Offset = 0 }) => {
      // Nothing has a tag here.
      const limit = TagList.length > 0 ? 0 : Math.min(Limit, MOST_DOMAINS);
      const read = async (page: Parameters<typeof domainsPage>[1]) => {
        const { domains, next } = await domainsPage(ports.tables, page);
        return { rows: domains, next };
      };
      const { rows, total } = await pageByOffset(read, { offset: Offset, limit });
      return {
        EmailIdentities: await Promise.all(rows.map((domain) => identityOf(ports, domain))),
        MaxReputationLevel: MAX_REPUTATION_LEVEL,
        MaxDailyQuota: MAX_DAILY_QUOTA,
        Total: TagList.length > 0 ? 0 : total,
      };
    },
  }),
];

function nameIn(text: string): string {
  const name = parseDomain(text);
  if (name !== null) return name;
  const message = 'EmailIdentity must be the name of a domain, such as mail.example.com';
  throw new Refusal('InvalidParameterValue.InvalidEmailIdentity', message);
}

const look = async (ports: IdentityPorts, domain: Domain) =>
  viewOf(domain, await lookUpDns(ports, domain, ports.clock.now()));

const viewOf = (domain: Domain, seen: Parameters<typeof dnsRecords>[1]) => ({
  IdentityType: 'DOMAIN',
  VerifiedForSendingStatus: domain.status === 'verified',
  Attributes: dnsRecords(domain, seen).map(({ type, name, expected, current, ok }) => ({
    Type: type,
    SendDomain: name,
    ExpectedValue: expected,
    CurrentValue: current ?? '',
    Status: ok === true,
  })),
  DKIMOption: DKIM_OPTION,
});

async function identityOf({ tables, clock, quotaDayOffsetMinutes }: IdentityPorts, domain: Domain) {
  const { level, limit } = await readQuotaToday(tables, domain, clock.now(), quotaDayOffsetMinutes);
  return {
    IdentityName: domain.domain,
    IdentityType: 'DOMAIN',
    SendingEnabled: domain.status === 'verified',
    CurrentReputationLevel: level ?? MAX_REPUTATION_LEVEL,
    DailyQuota: limit ?? UNLIMITED_QUOTA,
    SendIp: [],
    TagList: [],
    DKIMOption: DKIM_OPTION,
  };
}
