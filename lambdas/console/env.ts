/** The contract with lib/console.ts, which sets exactly these variables. */
export const consoleEnv = ['UPLOAD_ORIGIN'] as const;

export type ConsoleEnv = Record<(typeof consoleEnv)[number], string>;

/** The folder beside the code of the function that holds the built console. */
export const CONSOLE_FILES = 'console';
