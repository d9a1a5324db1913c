import { connect, type Socket } from 'node:net';

/** A connection on which whole replies are waited for. */
export class SmtpDialogue {
  readonly #socket: Socket;
  #text = '';
  #isOver = false;
  #waiting: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const wake = () => this.#waiting?.();
    socket.setEncoding('latin1').on('data', (chunk) => {
      this.#text += chunk;
      wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#isOver = true;
      wake();
    });
  }

  /** A connection that has been greeted. */
  static async open(port: number): Promise<SmtpDialogue> {
    const dialogue = new SmtpDialogue(connect(port, '127.0.0.1'));
    await dialogue.reply();
    return dialogue;
  }

  /** The same, signed in with an API key. */
  static async signedIn(port: number, apiKey: string): Promise<SmtpDialogue> {
    const dialogue = await SmtpDialogue.open(port);
    await dialogue.say('EHLO program.test');
    await dialogue.say(authPlain(apiKey));
    return dialogue;
  }

  /** The last line of the answer to a command. */
  async say(command: string): Promise<string> {
    this.write(`${command}\r\n`);
    return await this.reply();
  }

  /** The answers to commands that follow one another; the last one counts. */
  async sayAll(...commands: string[]): Promise<string> {
    let last = '';
    for (const command of commands) last = await this.say(command);
    return last;
  }

  write(text: string | Buffer): void {
    this.#socket.write(text);
  }

  /** The next answer, with all its lines; null when the server has ended the connection. */
  async lines(): Promise<string | null> {
    for (;;) {
      const match = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(this.#text);
      if (match) {
        this.#text = this.#text.slice(match[0].length);
        return match[0];
      }
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  async reply(): Promise<string> {
    return (await this.lines())?.trimEnd().split('\r\n').at(-1) ?? 'the connection is over';
  }

  /** Ends the connection without a word. */
  end(): void {
    this.#socket.destroy();
  }
}

export const authPlain = (password: string, user = 'apikey'): string =>
  `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`;
