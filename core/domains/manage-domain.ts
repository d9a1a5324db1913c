import type { Clock } from '../clock.ts';
import { commit } from '../commit.ts';
import { type FieldError, invalidField, invalidFields, Problem, refuseInUse, type UsingTask } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Tables } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import type { Domain } from '../warm-up/domain.ts';
import {
  deleteDomainWrites,
  newDomainWrites,
  readDomain,
  replaceDomain,
  requireDomain,
} from '../warm-up/domain-store.ts';
import { stepsOf } from '../warm-up/plans.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import type { PlanChange } from './change-plan.ts';
import type { Identities } from './identities.ts';
import { removeSendersOf } from './sender-store.ts';

export interface ManageDomainPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  random: Random;
  identities: Identities;
  /** Whether an unfinished task uses it. */
  tasksUsing(reference: { domain: string }): Promise<UsingTask[]>;
  /** The fixed offset of the quota day from UTC, in minutes. */
  quotaDayOffsetMinutes: number;
  /** Pools of dedicated addresses that a domain may name. @default any: the user's own mail server has none */
  sendingPools?: readonly string[];
}

/** The warm-up settings of a request; what it leaves out is undefined. */
export interface WarmUpInput {
  plan?: Domain['plan'] | undefined;
  steps?: number[] | null | undefined;
  level?: number | null | undefined;
  levelRule?: Domain['levelRule'] | undefined;
  parkUntil?: Domain['parkUntil'] | undefined;
  limitOther?: boolean | undefined;
}

export interface NewDomain extends WarmUpInput {
  /** A host name in lower case. */
  domain: string;
  sendingPool?: string | null | undefined;
}

/** Lost races with other changes of the domain, before the caller gets an error. */
const TRIES = 5;

/** Adds a domain: by default on the standard plan at level 1. Throws `already-exists`. */
export async function createDomain(ports: ManageDomainPorts, input: NewDomain): Promise<Domain> {
  const { tables, clock, identities, random } = ports;
  const plan = input.plan ?? 'standard';
  const steps = input.steps ?? null;
  checkPlan({ plan, steps }, input.level ?? null);
  checkPool(input.sendingPool ?? null, ports.sendingPools);
  if (await readDomain(tables, input.domain)) throw alreadyExists(input.domain);
  const { dkimTokens, verified, mailFrom, adopted } = await identities.create(input.domain, `bounce.${input.domain}`);
  const now = clock.now();
  const domain: Domain = {
    domain: input.domain,
    status: verified ? 'verified' : 'pending',
    plan,
    steps,
    levelRule: input.levelRule ?? 'sending-days',
    parkUntil: input.parkUntil ?? 'after-24h',
    limitOther: input.limitOther ?? false,
    sendingPool: input.sendingPool ?? null,
    level: input.level ?? 1,
    levelSetOn: quotaDayOf(now, ports.quotaDayOffsetMinutes),
    revision: 1,
    dkimTokens,
    mailFrom,
    adopted,
    createdAt: now,
    updatedAt: now,
  };
  const result = await commit(newDomainWrites(domain), { tables, random });
  if (!result.ok) throw alreadyExists(input.domain);
  return domain;
}

/** Changes which pool of dedicated addresses sends a domain's mail; null for SES's shared ones. */
export async function changePool(ports: ManageDomainPorts, name: string, sendingPool: string | null): Promise<Domain> {
  checkPool(sendingPool, ports.sendingPools);
  return await tries(TRIES, `pool of domain ${name}`, async () => {
    const domain = await requireDomain(ports.tables, name);
    if (domain.sendingPool === sendingPool) return domain;
    const changed = { ...domain, sendingPool, updatedAt: ports.clock.now() };
    const result = await ports.tables.write(replaceDomain(changed));
    return result.ok ? { ...changed, revision: domain.revision + 1 } : AGAIN;
  });
}

/** Throws `invalid-request` for a pool from which no mail could be sent. */
function checkPool(pool: string | null, known: readonly string[] | undefined): void {
  if (pool === null || known === undefined || known.includes(pool)) return;
  if (known.length === 0)
    throw invalidField('/sendingPool', 'the stack has no pools: see the setting sendingPools', 'not-allowed', {
      allowed: [],
    });
  throw invalidField('/sendingPool', `must be a pool of this stack: ${known.join(', ')}`, 'not-allowed', {
    allowed: known,
  });
}

/**
 * Sets where bounces of a domain's mail go back to: a subdomain of it, or null for the provider's own. Throws
 * `not-found` and `invalid-request`.
 */
export async function changeMailFrom(ports: ManageDomainPorts, name: string, mailFrom: string | null): Promise<Domain> {
  if (mailFrom !== null && !mailFrom.endsWith(`.${name}`)) {
    throw invalidField('/mailFrom', `must be a subdomain of ${name}, so that SPF is aligned`, 'not-allowed', {
      only: name,
    });
  }
  await requireDomain(ports.tables, name);
  const set = await ports.identities.setMailFrom(name, mailFrom);
  return await tries(TRIES, `MAIL FROM of domain ${name}`, async () => {
    const domain = await requireDomain(ports.tables, name);
    const changed = { ...domain, mailFrom: set, updatedAt: ports.clock.now() };
    const result = await ports.tables.write(replaceDomain(changed));
    return result.ok ? { ...changed, revision: domain.revision + 1 } : AGAIN;
  });
}

/** Asks the identity provider again. Throws `not-found`. */
export async function verifyDomain(ports: ManageDomainPorts, name: string): Promise<Domain> {
  return await tries(TRIES, `verification of domain ${name}`, async () => {
    const domain = await requireDomain(ports.tables, name);
    const status = await ports.identities.status(name);
    if (status === domain.status) return domain;
    const changed = { ...domain, status, updatedAt: ports.clock.now() };
    const result = await ports.tables.write(replaceDomain(changed));
    return result.ok ? { ...changed, revision: domain.revision + 1 } : AGAIN;
  });
}

/**
 * Deletes a domain, its senders, and the identity that was created for it. Throws `not-found`, and `in-use` for an
 * unfinished task.
 */
export async function deleteDomain(ports: ManageDomainPorts, name: string): Promise<void> {
  await tries(TRIES, `deletion of domain ${name}`, async () => {
    const domain = await requireDomain(ports.tables, name);
    refuseInUse(await ports.tasksUsing({ domain: name }), `sends from ${name}`);
    // The identity first: if it fails, the domain is still there to be deleted again.
    if (!domain.adopted) await ports.identities.remove(name);
    await removeSendersOf(ports, name);
    return (await commit(deleteDomainWrites(domain), ports)).ok ? undefined : AGAIN;
  });
}

/** The settings of a request, checked against the plan of the domain. */
export function planChangeOf(domain: Domain, input: WarmUpInput): PlanChange {
  const plan = input.plan ?? domain.plan;
  const kept = plan === 'custom' && domain.plan === 'custom' ? domain.steps : null;
  const steps = input.steps ?? kept;
  checkPlan({ plan, steps }, input.level ?? null);
  // Settings that were not given are left out: the change is laid over the domain as it is.
  const said: [string, unknown][] = Object.entries({ ...input, steps, level: input.level ?? undefined });
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}

function checkPlan(plan: Pick<Domain, 'plan' | 'steps'>, level: number | null): void {
  const errors: FieldError[] = [];
  if (plan.plan === 'custom' && plan.steps === null) {
    errors.push({
      path: '/steps',
      message: 'is required with plan custom',
      code: 'required',
      params: { plan: 'custom' },
    });
  }
  if (plan.plan !== 'custom' && plan.steps !== null) {
    const message = `is allowed only with plan custom, not with ${plan.plan}`;
    errors.push({ path: '/steps', message, code: 'not-allowed', params: { plan: plan.plan } });
  }
  if (level !== null && plan.plan === 'unlimited') {
    errors.push({
      path: '/level',
      message: 'is not allowed with plan unlimited',
      code: 'not-allowed',
      params: { plan: plan.plan },
    });
  } else if (level !== null && level > stepsOf(plan).length) {
    const max = stepsOf(plan).length;
    const message = `must be at most ${max}, the last level of the plan`;
    errors.push({ path: '/level', message, code: 'too-big', params: { max } });
  }
  if (errors.length > 0) throw invalidFields(errors);
}

const alreadyExists = (domain: string): Problem => new Problem('already-exists', `the domain ${domain} already exists`);
