/** The contract with lib/mail-events.ts, which sets exactly these variables. */
export const recorderEnv = [
  'CAMPAIGNS_TABLE',
  'AUDIENCE_TABLE',
  'WARM_UP_TABLE',
  'MAIL_TABLE',
  'SEND_QUEUE_URL',
  'NOTICE_QUEUE_URL',
  'CONTENT_TABLE',
  'SEND_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
] as const;

export type RecorderEnv = Record<(typeof recorderEnv)[number], string>;
