/** The contract with lib/api.ts, which sets exactly these variables. */
export const contentEnv = ['CAMPAIGNS_TABLE', 'CONTENT_TABLE', 'BUCKET', 'PUBLIC_URL'] as const;

export type ContentEnv = Record<(typeof contentEnv)[number], string>;
