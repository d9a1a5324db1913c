/** The contract with lib/api.ts, which sets exactly these variables. */
export const tasksEnv = [
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
  'SEND_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
  'PUBLIC_URL',
  'SENDER_FUNCTION',
  'KEY_REQUEST_RATE',
] as const;

export type TasksEnv = Record<(typeof tasksEnv)[number], string>;
