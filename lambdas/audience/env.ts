/** The contract with lib/api.ts, which sets exactly these variables. */
export const audienceEnv = [
  'CAMPAIGNS_TABLE',
  'AUDIENCE_TABLE',
  'CONTENT_TABLE',
  'MAIL_TABLE',
  'BUCKET',
  'PUBLIC_URL',
  'KEY_REQUEST_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
] as const;

export type AudienceEnv = Record<(typeof audienceEnv)[number], string>;
