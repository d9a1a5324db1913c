/** In place of the secret of a stack that has none: its keys are all sent along. */
export const NO_MASTER = 'none';

/** The contract with lib/api.ts, which sets exactly these variables. */
export const accessEnv = [
  'CONTENT_TABLE',
  'NOTICE_QUEUE_URL',
  'PUBLIC_URL',
  'KEY_REQUEST_RATE',
  'SEND_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
  'PRODUCT_VERSION',
  'CREDENTIAL_MASTER',
] as const;

export type AccessEnv = Record<(typeof accessEnv)[number], string>;
