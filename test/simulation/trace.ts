import type { Instant } from '../../core/clock.ts';
import { iso } from '../../core/clock.ts';

/** Looked up once: in a test's sandbox every look at a global is slow. */
const { imul } = Math;

/** What happened, as lines. Without `keep` only their digest is kept, which is the same for the same lines. */
export class Trace {
  readonly lines: string[] = [];
  readonly #keep: boolean;
  #high = 0xdeadbeef;
  #low = 0x41c6ce57;

  constructor(keep: boolean) {
    this.#keep = keep;
  }

  add(at: Instant, text: string): void {
    this.#mix(at % 4294967296);
    for (let i = 0; i < text.length; i += 1) this.#mix(text.charCodeAt(i));
    if (this.#keep) this.lines.push(`${iso(at)} ${text}`);
  }

  /** 16 hex digits of all lines so far. */
  digest(): string {
    const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
    return hex(this.#high) + hex(this.#low);
  }

  #mix(word: number): void {
    this.#high = imul(this.#high ^ word, 2654435761);
    this.#low = imul(this.#low ^ word ^ (this.#high >>> 15), 1597334677);
  }
}
