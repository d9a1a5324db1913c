import { Readable, type Transform } from 'node:stream';

/**
 * Small against the buffers of a socket, so that the end of a large message is not announced long before it is sent.
 */
const CHUNK_BYTES = 16 * 1024;

/** A message that knows how much of itself was taken: nodemailer reads it once the server has asked for it. */
export interface TakenMessage {
  /** The server has asked for the message. */
  readonly hasBegun: boolean;
  /** The end was given to nodemailer, which writes the final dot after it. */
  readonly hasEnded: boolean;
  destroy(): unknown;
}

/** A line end that is not CRLF, or a line that begins with a dot. */
const UNREADY = /\r(?!\n)|(?<!\r)\n|(?<=^|\n)\./;

const isReady = (message: Uint8Array): boolean => {
  const text = Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString('latin1');
  return text.length > 2 && text.endsWith('\r\n') && !UNREADY.test(text);
};

/** The part of a stream that nodemailer uses, instead of a real one. */
export const takenMessage = (bytes: Uint8Array): TakenMessage =>
  bytes.length <= CHUNK_BYTES ? new SmallMessage(bytes) : new LargeMessage(bytes);

/** Taken in one piece. A stream for it would cost as much time as all else that nodemailer does for a mail. */
class SmallMessage implements TakenMessage {
  readonly #bytes: Uint8Array;
  hasBegun = false;
  hasEnded = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get readableDidRead(): boolean {
    return this.hasBegun;
  }

  /**
   * `target` scans every byte that is written to it: it stuffs dots and turns line ends into CRLF. Messages that need
   * neither bypass that, without their own last line end, because the target adds one before the final dot.
   */
  pipe(target: Transform): void {
    this.hasBegun = true;
    this.hasEnded = true;
    if (isReady(this.#bytes)) target.push(this.#bytes.subarray(0, -2));
    else target.write(this.#bytes);
    target.end();
  }

  /** It has no errors to report. */
  on(): this {
    return this;
  }

  removeListener(): this {
    return this;
  }

  destroy(): void {}
}

class LargeMessage extends Readable implements TakenMessage {
  readonly #bytes: Uint8Array;
  #position = 0;
  hasBegun = false;
  hasEnded = false;

  constructor(bytes: Uint8Array) {
    super();
    this.#bytes = bytes;
  }

  override _read(): void {
    this.hasBegun = true;
    if (this.#position < this.#bytes.length) {
      const end = this.#position + CHUNK_BYTES;
      this.push(this.#bytes.subarray(this.#position, end));
      this.#position = end;
    } else {
      this.hasEnded = true;
      this.push(null);
    }
  }
}
