/** The contract with lib/submission.ts, which sets exactly these variables. */
export const submissionEnv = [
  'CAMPAIGNS_TABLE',
  'AUDIENCE_TABLE',
  'WARM_UP_TABLE',
  'CONTENT_TABLE',
  'MAIL_TABLE',
  'CONFIGURATION_SET',
  'SENDING_POOLS',
  'SEND_RATE',
  'QUOTA_DAY_OFFSET_MINUTES',
] as const;

export type SubmissionEnv = Record<(typeof submissionEnv)[number], string>;

/** Where the container listens, for the load balancer alone: that has ended TLS. */
export const CONTAINER_PORT = 2465;
/** How long a container that is to stop lets messages under way end, in seconds. */
export const STOP_SECONDS = 120;
