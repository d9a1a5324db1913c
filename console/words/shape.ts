/** What another language must have: the same words, with the same parameters. */
export type Shape<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...parameters: infer P) => string
      ? (...parameters: P) => string
      : Shape<T[K]>;
};

/** The forms of a counted word; `#` stands for the number. Languages without plural have `other` alone. */
export interface Forms {
  one?: string;
  other: string;
}

/** Picks the form of a number in one language, and writes the number into it. */
export function pluralOf(language: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (n, { one, other }) =>
    ((rules.select(n) === 'one' ? one : undefined) ?? other).replace('#', numbers.format(n));
}

/** Keeps a name that a user chose from changing the direction of the text around it, as `<bdi>` does in HTML. */
export const isolate = (name: string): string => `\u2068${name}\u2069`;
