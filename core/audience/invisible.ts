/** White space, and format characters that nobody sees: zero-width spaces, directions of text, byte order marks. */
const INVISIBLE = /[\s\p{Cf}]/u;
const SPACE = 0x20;
const DELETE = 0x7f;

/**
 * A text without white space and format characters around it, as copied tables bring them along. Linear in what it
 * takes away.
 */
export function trimInvisible(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isInvisible(text, from)) from += 1;
  while (to > from && isInvisible(text, to - 1)) to -= 1;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}

/** Nearly all letters are ASCII, which needs no expression: this runs for every value of a file. */
function isInvisible(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return !(code > SPACE && code < DELETE) && INVISIBLE.test(text.charAt(at));
}
