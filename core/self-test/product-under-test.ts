import type { AccountLimits } from '../rate/account.ts';

/** The account's permissions, as far as the product knows them. */
export interface AccountState extends Pick<AccountLimits, 'day' | 'rate' | 'sandbox' | 'sendingEnabled'> {
  /** Functions that may run at once; null where nothing is limited. */
  concurrency: number | null;
  /** Why nothing at all is sent; null where nothing is held. */
  heldBy: string | null;
}

export interface DomainState {
  domain: string;
  status: 'pending' | 'verified' | 'failed';
  dns: { purpose: string; ok: boolean | null; hint: string | null }[];
}

export interface HandedOver {
  /** `refused`: the product did not take the mail; nothing was handed over. */
  outcome: 'sent' | 'failed' | 'unknown' | 'refused';
  /** Null unless it was taken. */
  mailId: string | null;
  reason: string | null;
}

/** The product's record of a mail since. */
export interface Heard {
  delivered: boolean;
  bounced: boolean;
  complained: boolean;
  unsubscribed: boolean;
}

/** What somebody has to do, as the product's users call it. */
export interface Remedies {
  addDomain: string;
  release: string;
}

/** The product, as the self-test uses it: through calls that any user could make. */
export interface ProductUnderTest {
  readonly remedies: Remedies;
  account(): Promise<AccountState>;
  domains(): Promise<DomainState[]>;
  /** Hands one transactional mail over, now. */
  send(mail: { from: string; to: string }): Promise<HandedOver>;
  /** The same by the function that sends campaigns, with its own rights. */
  sendAsSender(mail: { from: string; to: string }): Promise<HandedOver>;
  heardOf(mailId: string): Promise<Heard>;
  /** Unsubscribes as a reader's mail program does, by a link of the product; null, or why that did not work. */
  unsubscribe(who: { email: string; domain: string; mailId: string }): Promise<string | null>;
  isUnsubscribed(who: { email: string; domain: string }): Promise<boolean>;
  /** Takes everything back that keeps an address from being mailed. Safe to repeat. */
  allow(email: string): Promise<void>;
}
