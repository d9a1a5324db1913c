/** What the account may send at most, over all domains. */
export interface AccountLimits {
  /** Mails in any 24 hours, and how many it has sent in the last; null where there is no such limit. */
  day: { perDay: number; used: number } | null;
  /** Mails a second; null where there is no such limit. */
  rate: number | null;
}

/** Where the limits of the account are known. */
export interface Account {
  limits(): Promise<AccountLimits>;
}

/** A mail server of one's own, which knows no limits. */
export const NO_LIMITS: Account = { limits: async () => ({ day: null, rate: null }) };
