/** The contract with lib/importing.ts, which sets exactly these variables. */
export const importerEnv = [
  'CAMPAIGNS_TABLE',
  'AUDIENCE_TABLE',
  'BUCKET',
  'IMPORT_QUEUE_URL',
  'START_QUEUE_URL',
] as const;

export type ImporterEnv = Record<(typeof importerEnv)[number], string>;
