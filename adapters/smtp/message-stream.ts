import { Readable } from 'node:stream';

/** Small against the buffers of a socket, so that the end of a large message is not announced long before it is sent. */
const CHUNK_BYTES = 16 * 1024;

/** A message that knows how much of itself was taken: nodemailer reads it once the server has asked for it. */
export class MessageStream extends Readable {
  readonly #bytes: Uint8Array;
  #position = 0;
  /** The server has asked for the message. */
  hasBegun = false;
  /** The end was given to nodemailer, which writes the final dot after it. */
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
