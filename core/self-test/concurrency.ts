/** How many functions of the account may run at once. */
export interface Concurrency {
  /** Null where nothing is limited, or nobody knows. Never throws. */
  limit(): Promise<number | null>;
}

/** One machine runs what it can. */
export const UNLIMITED: Concurrency = { limit: async () => null };
