import { randomInt } from 'node:crypto';

/** Deepest nesting of a body. Templates read a few levels, and what walks a body must not run out of stack. */
export const MAX_DEPTH = 20;
export const TOO_DEEP = `must be nested at most ${MAX_DEPTH} levels deep`;

/** Most values of a body: 20,000 recipients with 12 fields of data each, and as many as a parser reads in 100 ms. */
const MAX_VALUES = 300_000;

/** Most orders of names of a body. Each costs the parser as much as ten values; usual bodies have a few dozen. */
const MAX_SHAPES = 40_000;

/** A name takes at least so many bytes, with quotes, colon, value and comma: smaller bodies keep both limits. */
const SMALL_BYTES = MAX_SHAPES * 5;

/** Bits in which shapes are noted by their hash: a few in a hundred of 40,000 fall together, which is near enough. */
const SHAPE_BITS = 20;

/** Drawn for each process, so that nobody can write names whose hashes fall together. */
const FACTOR = randomInt(2 ** 31) * 2 + 1;

const { imul } = Math;

const [QUOTE, BACKSLASH, COMMA] = [...'"\\,'].map((sign) => sign.charCodeAt(0));
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...'[]{}'].map((sign) => sign.charCodeAt(0));

/**
 * Why a JSON text is too much to parse, found without making a single value of it; null when it is not. Text that is
 * no JSON is left to the parser.
 */
export function excessIn(bytes: Uint8Array): string | null {
  return bytes.length <= SMALL_BYTES ? null : new Meter(bytes).excess();
}

/** Reads brackets, commas and names, and skips all else. */
class Meter {
  readonly #bytes: Uint8Array;
  #at = 0;
  #depth = 0;
  #values = 1;
  #shapes = 0;
  readonly #isObject = new Uint8Array(MAX_DEPTH + 1);
  /** By depth, the hash of the names that the object has so far. */
  readonly #names = new Int32Array(MAX_DEPTH + 1);
  readonly #noted = new Uint8Array(2 ** (SHAPE_BITS - 3));
  #isNameNext = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  excess(): string | null {
    const bytes = this.#bytes;
    for (; this.#at < bytes.length; this.#at += 1) {
      const sign = bytes[this.#at];
      if (sign === QUOTE) this.#passText();
      else if (sign === COMMA) {
        this.#values += 1;
        this.#isNameNext = this.#isObject[this.#depth] === 1;
      } else if (sign === OPEN_LIST || sign === OPEN_OBJECT) {
        if (this.#depth === MAX_DEPTH) return TOO_DEEP;
        this.#open(sign === OPEN_OBJECT);
      } else if (sign === CLOSE_LIST || sign === CLOSE_OBJECT) {
        if (this.#depth === 0) return null;
        this.#depth -= 1;
      }
      if (this.#values > MAX_VALUES) return `must have at most ${MAX_VALUES} values; send a long list in several calls`;
      if (this.#shapes > MAX_SHAPES)
        return `must have at most ${MAX_SHAPES} different fields and orders of fields; send a long list in several calls`;
    }
    return null;
  }

  #open(isObject: boolean): void {
    this.#values += 1;
    this.#depth += 1;
    this.#isObject[this.#depth] = isObject ? 1 : 0;
    this.#names[this.#depth] = 0;
    this.#isNameNext = isObject;
  }

  /** Goes to the closing quote. */
  #passText(): void {
    const bytes = this.#bytes;
    let hash = 0;
    let at = this.#at + 1;
    for (; at < bytes.length && bytes[at] !== QUOTE; at += 1) {
      if (bytes[at] === BACKSLASH) at += 1;
      hash = imul(hash ^ (bytes[at] ?? 0), FACTOR) + 1;
    }
    this.#at = at;
    if (this.#isNameNext) this.#noteName(hash);
    this.#isNameNext = false;
  }

  #noteName(hash: number): void {
    const names = imul((this.#names[this.#depth] ?? 0) ^ hash, FACTOR) + 1;
    this.#names[this.#depth] = names;
    const bit = names >>> (32 - SHAPE_BITS);
    const byte = bit >> 3;
    const mask = 1 << (bit & 7);
    const noted = this.#noted[byte] ?? 0;
    if ((noted & mask) !== 0) return;
    this.#noted[byte] = noted | mask;
    this.#shapes += 1;
  }
}
