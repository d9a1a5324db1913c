/** The contract with lib/api.ts, which sets exactly these variables. */
export const accessEnv = [
  'CONTENT_TABLE',
  'NOTICE_QUEUE_URL',
  'PUBLIC_URL',
  'KEY_REQUEST_RATE',
  'SEND_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
  'PRODUCT_VERSION',
] as const;

export type AccessEnv = Record<(typeof accessEnv)[number], string>;
