import { setTimeout as wait } from 'node:timers/promises';

const LOOK_EVERY_MS = 250;

/** Counts and prints what holds and what does not. */
export class Report {
  #passed = 0;
  #failed = 0;
  readonly #startedAt = Date.now();

  /** One fact. Whatever it throws fails it, and the next is tried all the same. */
  async check(fact: string, prove: () => Promise<void>): Promise<boolean> {
    const since = Date.now();
    try {
      await prove();
      this.#passed += 1;
      this.say(`ok    ${fact} (${seconds(since)})`);
      return true;
    } catch (error) {
      this.#failed += 1;
      this.say(`FAIL  ${fact} (${seconds(since)})\n      ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }

  say(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  /** Prints the end; whether nothing failed. */
  close(): boolean {
    this.say(`took ${seconds(this.#startedAt)}`);
    this.say(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0;
  }
}

const seconds = (since: number): string => `${Math.round((Date.now() - since) / 1000)} s`;

/** Throws when two values differ as JSON. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${what}: ${is}, expected ${should}`);
}

/** Throws when something does not hold. */
export function holds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`does not hold: ${what}`);
}

/** Looks again and again until it is so; throws with the last look when that takes too long. */
export async function until<Value>(
  look: () => Promise<Value>,
  isSo: (value: Value) => boolean,
  { what, withinMs = 120_000 }: { what: string; withinMs?: number },
): Promise<Value> {
  for (const since = Date.now(); ; await wait(LOOK_EVERY_MS)) {
    const value = await look();
    if (isSo(value)) return value;
    if (Date.now() - since > withinMs) {
      throw new Error(`${what}: not within ${withinMs / 1000} s, last seen ${JSON.stringify(value)?.slice(0, 600)}`);
    }
  }
}
