import { invalidField, type Problem } from '../../core/problems.ts';
import type { Cursor } from '../../core/tables.ts';

/** Longest cursor that is read; ours are far shorter. */
const MAX_CURSOR_LENGTH = 2_048;

/** Longest sort key of DynamoDB; a cursor has no longer parts. */
const MAX_KEY_BYTES = 1_024;

/** A page of a list, as the API answers it. */
interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Where the pages of one list end and go on. */
interface Cursors {
  /**
   * Where the page begins that a caller asks for; null for the first. Throws `invalid-cursor`, which names the field
   * `path`, by default `/cursor`.
   */
  read(text: string | undefined, path?: string): Cursor | null;
  /** A place in the list, as `read` takes it. */
  write(place: Cursor): string;
  /** A page, with the cursor of the one after it. */
  page<Item>(items: Item[], next: Cursor | null): Page<Item>;
}

/** The cursors of a list. `path` names it, its owner and its filters: a cursor of one list is refused by another. */
export const cursorsOf = (...path: string[]): Cursors => {
  const list = path.join('/');
  return {
    read: (text, path) => (text === undefined ? null : decode(list, text, path)),
    write: (place) => encode(list, place),
    page: (items, next) => ({ items, nextCursor: next && encode(list, next) }),
  };
};

/** What a cursor is that no page of the list gave. */
export const invalidCursor = (path = '/cursor'): Problem =>
  invalidField(path, 'is not a cursor of this list', 'no-such', {}, 'invalid-cursor');

const encode = (list: string, cursor: Cursor): string =>
  Buffer.from(JSON.stringify([list, cursor])).toString('base64url');

const decode = (list: string, text: string, path?: string): Cursor => {
  const value = text.length <= MAX_CURSOR_LENGTH ? parse(text) : undefined;
  if (Array.isArray(value) && value.length === 2 && value[0] === list && isCursor(value[1])) return value[1];
  throw invalidCursor(path);
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
  Object.values(value).every((part) => typeof part === 'string' && isKey(part));

/** What a table takes as a part of a key: DynamoDB refuses anything else with a fault. */
const isKey = (part: string): boolean => part !== '' && part.isWellFormed() && Buffer.byteLength(part) <= MAX_KEY_BYTES;
