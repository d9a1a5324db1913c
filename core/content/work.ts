/**
 * How much work the rendering of one mail may be. It is counted, not timed, so that a mail has the same fate on every
 * machine and in every dry run: a character or list element that is made costs 1, a tag, an output or a filter `STEP`
 * (docs/decisions/0065-work-is-counted.md).
 */
export const MAX_WORK = 4_000_000;
/** About as long as a step takes, 200 characters are copied. */
export const STEP = 200;
/** Evaluating a variable or a literal. */
export const OPERAND = 20;

/** What counts work; Liquid's own limits have this form, too. */
export interface Meter {
  /** Throws when it is more than is left. */
  use(count: number): void;
}

/** The work of one mail: `use` and `check` are called by Liquid, for what it makes and for each tag or output. */
export class Work implements Meter {
  done = 0;

  use(count: number): void {
    if (!(Number(count) > 0)) return;
    this.done += Number(count);
    if (this.done > MAX_WORK)
      throw new Error('the template is too much work for one mail: shorten its loops and values');
  }

  check(): void {
    this.use(STEP);
  }
}
