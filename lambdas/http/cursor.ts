import { Problem } from './problems.ts';
import type { Cursor } from './tables.ts';

/** Longest cursor that is read; ours are far shorter. */
const MAX_CURSOR_LENGTH = 2_048;

/**
 * The place where a list continues, as the API returns it. `kind` names the list (with its owner, where it has one), so
 * that a list refuses the cursor of another.
 */
export const encodeCursor = (kind: string, cursor: Cursor | null): string | null =>
  cursor === null ? null : Buffer.from(JSON.stringify([kind, cursor])).toString('base64url');

/** Reads what `encodeCursor` wrote. Throws `invalid-cursor`. */
export const decodeCursor = (kind: string, text: string | null | undefined): Cursor | null => {
  if (text === null || text === undefined) return null;
  const value = text.length <= MAX_CURSOR_LENGTH ? parse(text) : undefined;
  if (!Array.isArray(value) || value.length !== 2 || value[0] !== kind || !isCursor(value[1])) {
    const message = 'is not a cursor of this list';
    throw new Problem('invalid-cursor', `cursor: ${message}`, { errors: [{ path: '/cursor', message }] });
  }
  return value[1];
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

const isCursor = (value: unknown): value is Cursor =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((part) => typeof part === 'string');
