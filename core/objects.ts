/** A body as it comes from a generator, so that a list of millions is never in memory at once. */
export type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** Immutable objects by key. */
export interface Objects {
  /** Stores a body; nothing is visible under the key before it is whole. */
  put(key: string, body: Body): Promise<void>;
  /** The bytes `from` (inclusive) to `to` (exclusive), or all. `undefined` when the key does not exist. */
  get(key: string, range?: { from: number; to: number }): Promise<Uint8Array | undefined>;
  /** The whole object as it arrives; throws when the key does not exist. */
  stream(key: string): AsyncIterable<Uint8Array>;
  /** Removes an object; one that does not exist is success. */
  remove(key: string): Promise<void>;
}
