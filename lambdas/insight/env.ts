/** The contract with lib/api.ts, which sets exactly these variables. */
export const insightEnv = [
  'CAMPAIGNS_TABLE',
  'AUDIENCE_TABLE',
  'WARM_UP_TABLE',
  'CONTENT_TABLE',
  'MAIL_TABLE',
  'BUCKET',
  'EXPORT_QUEUE_URL',
  'PUBLIC_URL',
  'QUOTA_DAY_OFFSET_MINUTES',
  'KEY_REQUEST_RATE',
] as const;

export type InsightEnv = Record<(typeof insightEnv)[number], string>;
