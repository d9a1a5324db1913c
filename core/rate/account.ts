/** What the account may send at most, over all domains. */
export interface AccountLimits {
  /** Mails in any 24 hours, and how many it has sent in the last; null where there is no such limit. */
  day: { perDay: number; used: number } | null;
  /** Mails a second; null where there is no such limit. */
  rate: number | null;
  /** Whether it may send to verified addresses only; null where nobody knows, or a mail server has no sandbox. */
  sandbox: boolean | null;
  /** Whether it may send at all; null where nobody knows. */
  sendingEnabled: boolean | null;
}

/** Where the limits of the account are known. */
export interface Account {
  limits(): Promise<AccountLimits>;
}

/** A mail server of one's own, which knows no limits. */
export const NO_LIMITS: Account = {
  limits: async () => ({ day: null, rate: null, sandbox: null, sendingEnabled: null }),
};

/**
 * What the account's quota has room for, as a sender sees it: what the account said last, less what this process has
 * claimed since. Others claim meanwhile, so the account itself has the last word, and refuses what is too much.
 */
export class AccountRoom {
  readonly #account: Account;
  #said: AccountLimits | null = null;
  #claimed = 0;

  constructor(account: Account) {
    this.#account = account;
  }

  /** Mails that may still be claimed; infinite where there is no such quota. */
  async left(): Promise<number> {
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
