import type { Domain, WarmUp } from '../answers.ts';
import { allItems } from '../lookup.ts';
import type { Session } from '../session.ts';
import { facts, table } from '../table.ts';
import { count, minute, plain } from '../text.ts';
import { UsageError } from '../usage-error.ts';

/** The warm-up of a domain. */
export interface NewDomainOptions {
  plan?: string;
  steps?: number[];
  level?: number;
}

/** All sending domains. */
export async function showDomains(session: Session): Promise<void> {
  const api = await session.api();
  const domains = await allItems<Domain>(api, '/v1/domains');
  const lines = table<Domain>(
    domains,
    [
      { title: 'DOMAIN', of: ({ domain }) => domain },
      { title: 'STATUS', of: ({ status }) => status, tone: ({ status }) => status },
      { title: 'PLAN', of: ({ warmUp }) => warmUp.plan },
      { title: 'LEVEL', of: ({ warmUp: { level } }) => (level === null ? '-' : count(level)), align: 'right' },
      {
        title: 'TODAY',
        of: ({ warmUp: { sent, limit } }) => `${count(sent)}${limit === null ? '' : ` of ${count(limit)}`}`,
      },
    ],
    session,
  );
  session.show(domains.length === 0 ? ['No domains: add one with npx mailramp domains add DOMAIN.'] : lines, domains);
}

/** Adds a domain, and shows the records that its DNS needs. */
export async function addDomain(session: Session, domain: string, options: NewDomainOptions): Promise<void> {
  const api = await session.api();
  const plan = options.steps === undefined ? options.plan : 'custom';
  const added = await api.post<Domain>('/v1/domains', { domain, ...options, ...(plan && { plan }) });
  session.show(linesOf(session, added), [added]);
}

/** One domain with its DNS records. */
export async function showDomain(session: Session, domain: string): Promise<void> {
  const api = await session.api();
  const found = await api.get<Domain>('/v1/domains/{domain}', { params: { domain } });
  session.show(linesOf(session, found), [found]);
}

/** Looks at the DNS again. Answers the exit code: 1 while the domain is not verified. */
export async function verifyDomain(session: Session, domain: string): Promise<number> {
  const api = await session.api();
  const found = await api.post<Domain>('/v1/domains/{domain}/verify', undefined, { params: { domain } });
  session.show(linesOf(session, found), [found]);
  return found.status === 'verified' ? 0 : 1;
}

/** Changes the warm-up of a domain, at once. */
export async function changeDomain(session: Session, domain: string, options: NewDomainOptions): Promise<void> {
  const plan = options.steps === undefined ? options.plan : 'custom';
  const change = { ...options, ...(plan && { plan }) };
  if (Object.keys(change).length === 0) throw new UsageError('say what to change: --plan, --steps or --level');
  const api = await session.api();
  await api.patch<WarmUp>('/v1/domains/{domain}/warm-up', change, { params: { domain } });
  await showDomain(session, domain);
}

/** Deletes a domain, after a question. Answers the exit code. */
export async function deleteDomain(session: Session, domain: string, options: { yes?: boolean }): Promise<number> {
  if (!(await session.confirmed(`Delete ${domain} with its warm-up?`, options))) return 0;
  const api = await session.api();
  await api.delete('/v1/domains/{domain}', { params: { domain } });
  session.show([`${domain} is deleted`], [{ deleted: domain }]);
  return 0;
}

/** The values are never cut: they are there to be copied. */
function linesOf(
  { paint }: Session,
  { domain, status, mailFrom, sendingPool, createdAt, warmUp, dns }: Domain,
): string[] {
  const { plan, level, limit, sent } = warmUp;
  return [
    ...facts([
      ['domain', domain],
      ['status', status],
      ['mail from', mailFrom],
      ['pool', sendingPool],
      ['plan', level === null ? plan : `${plan}, level ${level}`],
      ['today', limit === null ? `${count(sent)} sent, no limit` : `${count(sent)} of ${count(limit)} sent`],
      ['added', minute(createdAt)],
    ]),
    ...dns.flatMap((record) => [
      '',
      `${record.purpose}  ${paint(record.ok ? 'good' : 'waiting', wordOf(record.ok))}`,
      `  ${record.type}  ${record.name}`,
      `  should be  ${plain(record.expected)}`,
      ...(record.ok === true || record.current === null ? [] : [`  is         ${plain(record.current)}`]),
      ...(record.hint === null ? [] : [`  ${record.hint}`]),
    ]),
  ];
}

const wordOf = (ok: boolean | null): string => (ok === null ? 'not known' : ok ? 'ok' : 'missing');
