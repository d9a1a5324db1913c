/** White space, and format characters that nobody sees: zero-width spaces, directions of text, byte order marks. */
const INVISIBLE = /[\s\p{Cf}]/u;

/**
 * A text without white space and format characters around it, as copied tables bring them along. Linear in what it
 * takes away.
 */
export function trimInvisible(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && INVISIBLE.test(text.charAt(from))) from += 1;
  while (to > from && INVISIBLE.test(text.charAt(to - 1))) to -= 1;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}
