import type { Instant } from '../clock.ts';

export const PLANS = ['standard', 'conservative', 'custom', 'unlimited'] as const;
export type PlanName = (typeof PLANS)[number];

export const LEVEL_RULES = ['sending-days', 'calendar-days', 'reputation'] as const;
export type LevelRule = (typeof LEVEL_RULES)[number];

export const PARK_RULES = ['after-24h', 'daily-anchor'] as const;
export type ParkUntil = (typeof PARK_RULES)[number];

export const DOMAIN_STATUSES = ['pending', 'verified', 'failed'] as const;

/** Maximum length of the name of a pool of dedicated addresses in SES, in characters. */
export const MAX_POOL_NAME_LENGTH = 64;

/** A sending domain and how it is warmed up. */
export interface Domain {
  domain: string;
  /** `pending` until the DNS records are found. */
  status: (typeof DOMAIN_STATUSES)[number];
  plan: PlanName;
  /** With plan `custom`: mails a day for level 1 and on; the last one repeats. */
  steps: number[] | null;
  levelRule: LevelRule;
  parkUntil: ParkUntil;
  /** Whether transactional mail and test sends share the quota. */
  limitOther: boolean;
  /** An SES dedicated IP pool, or null for SES's shared one. */
  sendingPool: string | null;
  /** The level that an operator set (1 at first), and the quota day (ISO date) of that change. */
  level: number;
  levelSetOn: string;
  /** What mail events did to it; absent as long as they did nothing. */
  reputation?: Reputation | null;
  /** Grows with every change of the row. */
  revision: number;
  /** The DNS records to create: the hosts that the identity provider named, as targets of the DKIM CNAMEs. */
  dkimTokens: string[];
  /** Where bounces go back to. Absent for domains added before there was one, null for none. */
  mailFrom?: MailFrom | null;
  /** The identity was there before the domain was added here, and stays when the domain is deleted here. */
  adopted?: boolean;
  createdAt: Instant;
  updatedAt: Instant;
}

/** The envelope's sender (MAIL FROM): SPF is checked against it, and aligned with a From address that it lies below. */
export interface MailFrom {
  /** A subdomain of the domain. */
  domain: string;
  /** The one MX record that it needs, e.g. `10 feedback-smtp.eu-west-1.amazonses.com`. */
  mx: string;
}

/** How the reputation of a domain holds it back. Days are quota days as ISO dates. */
export interface Reputation {
  /** Bulk mail may resume from here. */
  heldUntil?: Instant;
  /** The day on which the guard held it last; the level does not rise on the next. */
  guardedOn?: string;
  /** Days whose mails tripped the guard: each does so once. */
  guardedFor?: string[];
  /** Days on which the guard kept the level from rising, since an operator set the level. */
  risesMissed?: number;
  /** The day that was blocked last. */
  blockedOn?: string;
  /** The day after which the level is one lower, and the day of the mails that were the cause. */
  loweredOn?: string;
  loweredFor?: string;
}
