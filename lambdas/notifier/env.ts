/** The contract with lib/notifying.ts, which sets exactly these variables. */
export const notifierEnv = ['CONTENT_TABLE', 'NOTICE_QUEUE_URL'] as const;

export type NotifierEnv = Record<(typeof notifierEnv)[number], string>;
