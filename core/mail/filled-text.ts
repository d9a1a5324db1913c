/**
 * What the mails of a run share of a text: `pieces[0]`, then the value of `slots[0]`, then `pieces[1]` and so on. There
 * is one piece more than there are slots; a slot is the index of its value. The same object serves all mails, so that
 * whoever encodes mails can encode its pieces once.
 */
export interface TextTemplate {
  readonly pieces: readonly string[];
  readonly slots: readonly number[];
}

/** A text of one mail: a template that many mails share, and the values of this one. */
export class FilledText {
  readonly template: TextTemplate;
  readonly values: readonly string[];

  constructor(template: TextTemplate, values: readonly string[]) {
    this.template = template;
    this.values = values;
  }

  /** As that of the string. */
  get length(): number {
    const { pieces, slots } = this.template;
    const constant = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return slots.reduce((sum, slot) => sum + (this.values[slot] ?? '').length, constant);
  }

  toString(): string {
    const { pieces, slots } = this.template;
    let text = pieces[0] ?? '';
    for (const [i, slot] of slots.entries()) text += `${this.values[slot] ?? ''}${pieces[i + 1] ?? ''}`;
    return text;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A text of a mail, whole or as what it was made of. */
export type MailText = string | FilledText;

/** The text itself. */
export const wholeText = (text: MailText | null): string | null => (text === null ? null : String(text));
