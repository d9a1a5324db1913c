/**
 * Reads the variables that a function's `env.ts` names; the only reader of `process.env` in the functions.
 * Throws once, with every name that is missing or empty, so that one deployment shows all of them.
 */
export function requireEnv<const Name extends string>(names: readonly Name[]): Record<Name, string> {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<Name, string>;
}

/** Where Lambda runs the function, and who answers for AWS if it is not AWS itself. */
export const lambdaPlace = (): { region: string; endpoint: string | undefined } => ({
  region: process.env.AWS_REGION ?? '',
  endpoint: process.env.AWS_ENDPOINT_URL,
});

/** Name of the stack that a function belongs to; every function has it. Undefined outside of one. */
export const stackName = (): string | undefined => process.env.STACK_NAME;
