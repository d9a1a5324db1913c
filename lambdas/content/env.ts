/** The contract with lib/api.ts, which sets exactly these variables. */
export const contentEnv = [
  'CAMPAIGNS_TABLE',
  'AUDIENCE_TABLE',
  'CONTENT_TABLE',
  'BUCKET',
  'PUBLIC_URL',
  'KEY_REQUEST_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
] as const;

export type ContentEnv = Record<(typeof contentEnv)[number], string>;
