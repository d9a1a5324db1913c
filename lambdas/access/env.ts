/** The contract with lib/api.ts, which sets exactly these variables. */
export const accessEnv = ['CONTENT_TABLE', 'PUBLIC_URL'] as const;

export type AccessEnv = Record<(typeof accessEnv)[number], string>;
