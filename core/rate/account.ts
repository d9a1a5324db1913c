/** The limits of the account, over all domains. */
export interface AccountLimits {
  /** Mails in any 24 hours, and the number sent in the last; null where there is no such limit. */
  day: { perDay: number; used: number } | null;
  /** Mails a second; null where there is no such limit. */
  rate: number | null;
  /** Whether it may send only to verified addresses; null when unknown, or where a mail server has no sandbox. */
  sandbox: boolean | null;
  /** Whether it may send at all; null when unknown. */
  sendingEnabled: boolean | null;
}

/** The source of the account's limits. */
export interface Account {
  limits(): Promise<AccountLimits>;
}

/** The user's own mail server, which knows no limits. */
export const NO_LIMITS: Account = {
  limits: async () => ({ day: null, rate: null, sandbox: null, sendingEnabled: null }),
};

/**
 * The account's remaining quota, as a sender sees it: its last answer less this process's claims since. Other senders
 * claim too, so the account has the last word and refuses the excess (docs/decisions/0022-the-account-quota.md).
 */
export class AccountQuota {
  readonly #account: Account;
  #said: AccountLimits | null = null;
  #claimed = 0;

  constructor(account: Account) {
    this.#account = account;
  }

  /** Mails that may still be claimed; infinite where there is no such quota. */
  async remaining(): Promise<number> {
    const said = await this.#account.limits();
    if (said !== this.#said) {
      this.#said = said;
      this.#claimed = 0;
    }
    return said.day === null ? Number.POSITIVE_INFINITY : said.day.perDay - said.day.used - this.#claimed;
  }

  /** Mails a second that the account allows; null where there is no such limit. */
  async rate(): Promise<number | null> {
    return (await this.#account.limits()).rate;
  }

  claimed(mails: number): void {
    this.#claimed += mails;
  }
}
