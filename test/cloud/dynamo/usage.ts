export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1_024));
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4_096));

/** What one function was billed for, and what it was refused. */
export class DynamoUsage {
  writeUnits = 0;
  readUnits = 0;
  /** Units of transactions that were cancelled by a conflict: whether they are billed is not documented. */
  conflictUnits = 0;
  throttled = 0;
  conflicts = 0;
}
