/** The contract with lib/first-api-key.ts, which sets exactly these variables. */
export const keySeederEnv = ['CONTENT_TABLE', 'API_KEY_SECRET'] as const;

export type KeySeederEnv = Record<(typeof keySeederEnv)[number], string>;
