/** What was made of the blocks. */
export interface Composed {
  html: string;
  /** TipTap's document as JSON text. */
  doc: string;
}

/** For what is done to the mail from outside of its editor. */
export interface VisualHandle {
  /** Makes the HTML of what was typed last; null where it is made already. */
  settled(): Promise<Composed | null>;
  insertVariable(path: string, fallback: string): void;
  addFallback(path: string, fallback: string): void;
}
