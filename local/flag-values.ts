/** A flag that cannot be understood; the message names it. */
export class FlagError extends Error {}

/** @throws FlagError, which names the flag. */
export function integer(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new FlagError(`${name} must be an integer from ${min} to ${max}, but is '${text}'`);
  }
  return value;
}
