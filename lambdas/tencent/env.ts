/** The contract with lib/tencent.ts, which sets exactly these variables. */
export const tencentEnv = [
  'CAMPAIGNS_TABLE',
  'AUDIENCE_TABLE',
  'WARM_UP_TABLE',
  'CONTENT_TABLE',
  'MAIL_TABLE',
  'BUCKET',
  'SEND_QUEUE_URL',
  'START_QUEUE_URL',
  'NOTICE_QUEUE_URL',
  'SEND_QUEUE_ARN',
  'START_QUEUE_ARN',
  'SCHEDULE_GROUP',
  'SCHEDULE_ROLE_ARN',
  'SCHEDULE_DEAD_LETTERS_ARN',
  'CONFIGURATION_SET',
  'SENDING_POOLS',
  'IDENTITY_TAG',
  'IDENTITY_ARN_PREFIX',
  'SEND_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
  'PUBLIC_URL',
  'KEY_REQUEST_RATE',
  'CREDENTIAL_MASTER',
] as const;

export type TencentEnv = Record<(typeof tencentEnv)[number], string>;
