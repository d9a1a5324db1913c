/** The contract with lib/api.ts, which sets exactly these variables. */
export const contentEnv = ['CAMPAIGNS_TABLE', 'CONTENT_TABLE', 'BUCKET'] as const;

export type ContentEnv = Record<(typeof contentEnv)[number], string>;
