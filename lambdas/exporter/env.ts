/** The contract with lib/exporting.ts, which sets exactly these variables. */
export const exporterEnv = [
  'CAMPAIGNS_TABLE',
  'AUDIENCE_TABLE',
  'WARM_UP_TABLE',
  'MAIL_TABLE',
  'BUCKET',
  'EXPORT_QUEUE_URL',
] as const;

export type ExporterEnv = Record<(typeof exporterEnv)[number], string>;
