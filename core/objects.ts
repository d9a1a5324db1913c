/** A body from a generator, so that a list of millions is never completely in memory. */
export type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** Reads objects, whole or in part. */
export interface ObjectReader {
  /** The bytes `from` (inclusive) to `to` (exclusive), or all. `undefined` when the key does not exist. */
  get(key: string, range?: { from: number; to: number }): Promise<Uint8Array | undefined>;
}

/** Immutable objects by key. */
export interface Objects extends ObjectReader {
  /** Stores a body; nothing is visible under the key before it is whole. */
  put(key: string, body: Body): Promise<void>;
  /** Its size in bytes, and a tag that differs between contents under the same key; `undefined` when there is none. */
  head(key: string): Promise<{ size: number; version: string } | undefined>;
  /** An object as it arrives, from the byte `from` on (default 0); throws when the key does not exist. */
  stream(key: string, from?: number): AsyncIterable<Uint8Array>;
  /** Removes an object; one that does not exist is success. */
  remove(key: string): Promise<void>;
}

/** Addresses that let a client without rights of its own read or write one object for a while. */
export interface ObjectLinks {
  /** Where a `PUT` stores the object. */
  upload(key: string, seconds: number): Promise<string>;
  /** Where a `GET` answers it as a file of this name. */
  download(key: string, fileName: string, seconds: number): Promise<string>;
}
