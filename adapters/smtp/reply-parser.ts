/** One answer of a server. */
export interface SmtpReply {
  /** From 200 to 599. */
  code: number;
  /** Every line as it came, each with its code. */
  text: string;
}

/** Far above any reply: what is longer is no SMTP. */
const MAX_LENGTH = 64 * 1024;
const LINE = /^[2-5]\d\d(?:[ -]|$)/;
const CODE_LENGTH = 3;
const FOREIGN = /[\x80-\xff]/;

/** Finds the replies (RFC 5321, 4.2) in what a server sends, wherever the pieces begin and end. */
export class ReplyParser {
  /** An incomplete line. */
  #rest = '';
  /** Lines of an incomplete reply. */
  #lines = '';

  /** Nothing of another reply has come. */
  get isEmpty(): boolean {
    return this.#rest === '' && this.#lines === '';
  }

  /**
   * The replies that the piece completes. `piece` is Latin-1, a character a byte.
   * @throws at what is no reply.
   */
  push(piece: string): SmtpReply[] {
    const text = this.#rest === '' ? piece : this.#rest + piece;
    const replies: SmtpReply[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const reply = this.#take(text.slice(start, text[end - 1] === '\r' ? end - 1 : end));
      if (reply !== null) replies.push(reply);
      start = end + 1;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length + this.#lines.length > MAX_LENGTH) throw new Error('the server sends what is no reply');
    return replies;
  }

  #take(line: string): SmtpReply | null {
    if (!LINE.test(line)) throw new Error(`the server sent what is no reply: ${line}`);
    const lines = this.#lines === '' ? line : `${this.#lines}\n${line}`;
    if (line[CODE_LENGTH] === '-') {
      this.#lines = lines;
      return null;
    }
    this.#lines = '';
    const code = Number(line.slice(0, CODE_LENGTH));
    return { code, text: FOREIGN.test(lines) ? Buffer.from(lines, 'latin1').toString() : lines };
  }
}
