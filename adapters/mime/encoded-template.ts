/** The pieces of a text's template, encoded. */
export interface EncodedTemplate {
  encoding: 'base64' | 'quoted-printable';
  /** The most that the pieces take. */
  space: number;
  /** The most that so many values take, of so many bytes together. */
  spaceOfValues(bytes: number, values: number): number;
  /**
   * Writes pieces and values by turns from `at` on, and answers where they end. There is one value less than pieces,
   * and no line break in any.
   */
  write(target: Buffer, at: number, values: string[]): number;
}
