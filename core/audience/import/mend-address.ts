import { parseAddress } from '../address.ts';

/** Characters of a cell that are looked at: a name and an address. */
const MAX_LENGTH = 600;
const MAILTO = /^mailto:\s*([^?]*)(?:\?.*)?$/is;
/** `Name <address>`, also with a comma in the name that nobody quoted. */
const IN_BRACKETS = /^[^<>]*<([^<>]*)>[\s.,;:]*$/s;
/** What a sentence or a list leaves around an address. */
const AROUND = /^[\s'"`<([,;:]*(.*?)[\s'"`>)\],;:.]*$/s;
const FULL_WIDTH = /[\uff01-\uff5e]/g;

/**
 * The address in a cell that is more than an address: `Name <address>`, `mailto:address`, an address in full-width
 * letters, in quotation marks or with a dot, comma or semicolon at its end. Null where it is not clear which address is
 * meant.
 */
export function mendAddress(cell: string): string | null {
  if (cell.length > MAX_LENGTH) return null;
  const narrow = cell
    .replaceAll(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
  const bracketed = IN_BRACKETS.exec(narrow)?.[1];
  const inner = strip(bracketed ?? narrow);
  const parsed = parseAddress(inner);
  if (!parsed.ok) return null;
  // Another address in the name, as in `ann@work.example <ann@home.example>`: somebody has to choose.
  const beside = bracketed === undefined ? [] : narrow.slice(0, narrow.lastIndexOf('<')).split(/[\s,;"'()]+/);
  const isClear = beside.map(strip).every((part) => !part.includes('@') || isSame(part, parsed.address));
  return isClear ? parsed.address : null;
}

const strip = (text: string): string => {
  const plain = MAILTO.exec(text.trim())?.[1] ?? text;
  return AROUND.exec(plain)?.[1] ?? plain;
};

const isSame = (text: string, address: string): boolean => {
  const parsed = parseAddress(text);
  return parsed.ok && parsed.address === address;
};
