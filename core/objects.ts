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

/** A part of an object as it was stored: `tag` tells it from another one under the same number. */
export interface ObjectPart {
  number: number;
  tag: string;
}

/** Part numbers go from 1 to this. */
export const MAX_PART_NUMBER = 10_000;
/** Every part but the last has at least so many bytes. */
export const MIN_PART_BYTES = 5 * 1_024 * 1_024;

/** Objects that are written part by part, over several invocations. Nothing is visible until an object is made. */
export interface ObjectParts {
  /** Begins to write an object; the answer names the upload. One that is never made is dropped after some days. */
  begin(key: string): Promise<string>;
  /** Stores a part of an upload, in the place of one with the same number. */
  putPart(key: string, uploadId: string, number: number, bytes: Uint8Array): Promise<ObjectPart>;
  /**
   * Makes the object of these parts, in the order of their numbers, and drops all others. Repeated after it was made,
   * it changes nothing. Throws when a part is no longer as it was stored.
   */
  make(key: string, uploadId: string, parts: readonly ObjectPart[]): Promise<void>;
}
