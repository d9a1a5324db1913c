/** The contract with lib/api.ts, which sets exactly these variables. */
export const domainsEnv = [
  'CAMPAIGNS_TABLE',
  'WARM_UP_TABLE',
  'CONTENT_TABLE',
  'SEND_QUEUE_URL',
  'NOTICE_QUEUE_URL',
  'SENDING_POOLS',
  'IDENTITY_TAG',
  'IDENTITY_ARN_PREFIX',
  'SEND_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
  'KEY_REQUEST_RATE',
] as const;

export type DomainsEnv = Record<(typeof domainsEnv)[number], string>;
