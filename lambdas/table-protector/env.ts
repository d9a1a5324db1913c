/** The contract with lib/table-protection.ts: the names of the tables come with each call. */
export const tableProtectorEnv = [] as const;
