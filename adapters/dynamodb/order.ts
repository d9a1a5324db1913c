/** DynamoDB orders strings by their UTF-8 bytes, JavaScript by UTF-16 units; they differ above U+FFFF. */

/** Moves surrogates above the rest of the basic plane, which is where UTF-8 has them. */
const rank = (unit: number): number => {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
};

/** Negative, zero or positive, in the order of the UTF-8 bytes. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const [one, other] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}
