/** The contract with lib/api.ts, which sets exactly these variables. */
export const publicEnv = ['AUDIENCE_TABLE', 'CONTENT_TABLE', 'EVENT_QUEUE_URL'] as const;

export type PublicEnv = Record<(typeof publicEnv)[number], string>;
