import type { Trial } from './trial.ts';

/** A figure or fact that is worth comparing between accounts. */
export type Figures = Record<string, number | string | boolean | null>;

/** What came out of a check. */
export interface Finding {
  /** `left-out`: something was missing that the check needs; `answer` says what. */
  result: 'ok' | 'failed' | 'left-out';
  /** In one line. It may quote the product, with addresses and names: it is redacted before it is passed on. */
  answer: string;
  figures?: Figures;
}

/** A question that a program can ask an account over the API. */
export interface FirstCheck {
  name: string;
  /** What it does, as a progress line. */
  does: string;
  /** What only AWS has; null where the product on one machine can answer as well. */
  onlyOnAws: string | null;
  /** Whether it takes hours, and runs only if it is named. */
  takesHours?: boolean;
  run(trial: Trial): Promise<Finding>;
}

export const seconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;
