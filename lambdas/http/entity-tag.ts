/** The entity tag of a version (RFC 9110, section 8.8.3). */
export const entityTag = (version: string): string => `"${version}"`;

/** The versions that an `If-Match` names, with or without quotation marks; null without one, and for `*`. */
export function versionsIn(header: string | undefined): string[] | null {
  if (header === undefined || header.trim() === '*') return null;
  return header.split(',').map((tag) => tag.trim().replace(/^"(.*)"$/, '$1'));
}
