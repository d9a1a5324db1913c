/** The contract with lib/self-testing.ts, which sets exactly these variables. */
export const selfTestEnv = ['API_KEY_SECRET', 'PUBLIC_URL'] as const;

export type SelfTestEnv = Record<(typeof selfTestEnv)[number], string>;
