import { InvalidArgumentError } from 'commander';

/** Entries that one command shows at the most. */
export const MOST_SHOWN = 1_000_000;

/** Reads a whole number of an option. */
export const numberWithin =
  (least: number, most: number) =>
  (text: string): number => {
    const n = Number(text);
    if (Number.isInteger(n) && n >= least && n <= most) return n;
    throw new InvalidArgumentError(`It must be from ${least} to ${most.toLocaleString('en-US')}.`);
  };

/** Collects an option that may be repeated. */
export const repeated = (text: string, before: string[] = []): string[] => [...before, text];
