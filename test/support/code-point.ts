import fc from 'fast-check';

const SURROGATES_FROM = 0xd800;
const SURROGATES = 0x800;

/** The unit of any text that UTF-8 can write. Much quicker to set up than the unit `binary` of fast-check. */
export const codePoint = fc
  .nat(0x10ffff - SURROGATES)
  .map((n) => String.fromCodePoint(n < SURROGATES_FROM ? n : n + SURROGATES));
