import { isUtf8 } from 'node:buffer';
import { Refusal } from './errors.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes of a text in base64, whose padding may be missing and whose lines may be broken; null for others. */
export function bytesIn(text: string): Buffer | null {
  const joined = text.replace(/[\r\n]/g, '');
  const bare = joined.replace(/=+$/, '');
  return BASE64.test(joined) && bare.length % 4 !== 1 ? Buffer.from(bare, 'base64') : null;
}

/** A UTF-8 text in base64; null where the field is missing or empty. Throws `code` for anything else. */
export function textIn(field: string, value: string | undefined, code: string): string | null {
  if (value === undefined || value === '') return null;
  const bytes = bytesIn(value);
  if (bytes === null || !isUtf8(bytes)) throw new Refusal(code, `${field} must be UTF-8 text in base64`);
  return bytes.toString('utf8');
}

/** A text in base64, `""` for none. */
export const base64Of = (text: string | null): string => Buffer.from(text ?? '').toString('base64');

/**
 * A tag of the vendor's templates that is no Liquid: a number, or words with blanks. Liquid would print something else,
 * or nothing, and say so to nobody. Null when there is none.
 */
export function foreignTagIn(content: string): string | null {
  for (const [tag, inner = ''] of content.matchAll(/\{\{-?\s*([^{}|]*?)\s*(?:\|[^{}]*)?-?\}\}/g)) {
    if (/^\d+$/.test(inner) || /^[^\s"'[\]().]+(?:\s+[^\s"'[\]().]+)+$/.test(inner)) return tag.slice(0, 60);
  }
  return null;
}

/** Object in a JSON text; null for anything else. */
export function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
