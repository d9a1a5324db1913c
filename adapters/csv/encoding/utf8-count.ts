import { isAscii } from 'node:buffer';

/** Counts the letters of UTF-8 beyond ASCII and its faults, also where a letter spans two chunks (Unicode 3.9, D92). */
export class Utf8Count {
  /** Letters beyond ASCII. */
  letters = 0;
  /** Places where no letter can be read. */
  faults = 0;
  #missing = 0;
  #low = 0x80;
  #high = 0xbf;

  take(chunk: Uint8Array): void {
    if (this.#missing === 0 && isAscii(chunk)) return;
    for (const byte of chunk) this.#takeByte(byte);
  }

  end(): void {
    if (this.#missing > 0) this.#fault();
  }

  #takeByte(byte: number): void {
    if (this.#missing > 0) {
      if (byte >= this.#low && byte <= this.#high) {
        this.#expect(this.#missing - 1);
        if (this.#missing === 0) this.letters += 1;
        return;
      }
      this.#fault();
    }
    if (byte >= 0x80) this.#begin(byte);
  }

  #begin(byte: number): void {
    if (byte >= 0xc2 && byte <= 0xdf) this.#expect(1);
    else if (byte >= 0xe0 && byte <= 0xef) this.#expect(2, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf);
    else if (byte >= 0xf0 && byte <= 0xf4) this.#expect(3, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf);
    else this.#fault();
  }

  #fault(): void {
    this.faults += 1;
    this.#expect(0);
  }

  /** Overlong forms, surrogates and what lies beyond Unicode show in the second byte. */
  #expect(missing: number, low = 0x80, high = 0xbf): void {
    this.#missing = missing;
    this.#low = low;
    this.#high = high;
  }
}
