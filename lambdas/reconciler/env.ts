/** The contract with lib/reconciliation.ts, which sets exactly these variables. */
export const reconcilerEnv = [
  'CAMPAIGNS_TABLE',
  'AUDIENCE_TABLE',
  'WARM_UP_TABLE',
  'CONTENT_TABLE',
  'MAIL_TABLE',
  'BUCKET',
  'IMPORT_QUEUE_URL',
  'EXPORT_QUEUE_URL',
  'SEND_QUEUE_URL',
  'START_QUEUE_URL',
  'NOTICE_QUEUE_URL',
  'SEND_QUEUE_ARN',
  'START_QUEUE_ARN',
  'SCHEDULE_GROUP',
  'SCHEDULE_ROLE_ARN',
  'SCHEDULE_DEAD_LETTERS_ARN',
  'SEND_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
  'RUN_RETENTION_DAYS',
] as const;

export type ReconcilerEnv = Record<(typeof reconcilerEnv)[number], string>;
