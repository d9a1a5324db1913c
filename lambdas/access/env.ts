/** The contract with lib/api.ts, which sets exactly these variables. */
export const accessEnv = ['CONTENT_TABLE', 'NOTICE_QUEUE_URL', 'PUBLIC_URL', 'KEY_REQUEST_RATE'] as const;

export type AccessEnv = Record<(typeof accessEnv)[number], string>;
