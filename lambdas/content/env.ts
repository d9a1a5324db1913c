/** The contract with lib/api.ts, which sets exactly these variables. */
export const contentEnv = ['CAMPAIGNS_TABLE', 'WARM_UP_TABLE', 'CONTENT_TABLE'] as const;

export type ContentEnv = Record<(typeof contentEnv)[number], string>;
