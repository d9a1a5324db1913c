/** Liquid as text: what the editor writes for a user. */

/** A text as a literal of Liquid; quotation marks and backslashes would end it. */
export const literal = (text: string): string => `"${text.replace(/["\\]/g, '\\$&').replace(/\s+/g, ' ')}"`;

/** A variable as an expression, and what is written where a reader has none; empty for nothing. */
export function expressionOf(name: string, fallback: string): string {
  return fallback === '' ? `{{ ${pathOf(name)} }}` : `{{ ${pathOf(name)} | default: ${literal(fallback)} }}`;
}

/** Words that mean something else where a name stands. */
const RESERVED = new Set('and or not contains true false nil null empty blank'.split(' '));

/** A name as Liquid reads it: one with blanks, of another script or with a meaning of its own needs brackets. */
export const pathOf = (name: string): string =>
  /^[A-Za-z_][\w.-]*$/.test(name) && !RESERVED.has(name) ? name : `["${name.replace(/["\\]/g, '\\$&')}"]`;

/** The same source, with a fallback wherever it writes the variable and has none. */
export function withFallback(source: string, name: string, fallback: string): string {
  const path = pathOf(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const writes = new RegExp(`(\\{\\{-?\\s*${path})(?=\\s*(\\||-?\\}\\}))(?!\\s*\\|\\s*default\\b)`, 'g');
  return source.replace(writes, (found) => `${found} | default: ${literal(fallback)}`);
}
