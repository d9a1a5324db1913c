import { setImmediate as turn } from 'node:timers/promises';

/** About this much of a file is in memory as records. */
const PIECE_BYTES = 64 * 1024;
/** A piece without the end of a line is taken as it is, once it is that long. */
const LONGEST_BYTES = 4 * PIECE_BYTES;
const LF = 0x0a;
const CR = 0x0d;
/** What a byte means depends on those before it, also those of earlier lines. */
const STATEFUL = new Set(['iso-2022-jp']);

/** A piece of a file. `at`: where it begins, if that is the beginning of a line; null where that is not known. */
export interface Piece {
  bytes: Uint8Array;
  at: number | null;
}

/** A file in pieces, between which others have their turn of the event loop. */
export async function* piecesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      if (at > 0) await turn();
      yield chunk.subarray(at, at + PIECE_BYTES);
    }
  }
}

/** The same, cut behind ends of lines where there are any; `from`: the place in the file where `bytes` begin. */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
  from: number,
): AsyncGenerator<Piece> {
  const isStateful = STATEFUL.has(encoding);
  let at = from;
  let isLine = true;
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of piecesOf(bytes)) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = endOfLastLine(rest, encoding);
    if (end === 0 && rest.length < LONGEST_BYTES) continue;
    const size = end || rest.length;
    yield { bytes: rest.subarray(0, size), at: isLine && !isStateful ? at : null };
    at += size;
    isLine = end > 0;
    rest = rest.subarray(size);
  }
  if (rest.length > 0) yield { bytes: rest, at: isLine && !isStateful ? at : null };
}

/** Where the last line of some bytes ends; 0 where none does. No letter of the other encodings has these two bytes. */
function endOfLastLine(bytes: Uint8Array, encoding: string): number {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return endOfWideLine(bytes, encoding === 'utf-16le' ? 0 : 1);
  // A CR at the very end may have an LF behind it.
  const cr = bytes.length < 2 ? -1 : bytes.lastIndexOf(CR, bytes.length - 2);
  return Math.max(bytes.lastIndexOf(LF), cr) + 1;
}

/** `low`: which byte of a pair is the lower one. */
function endOfWideLine(bytes: Uint8Array, low: 0 | 1): number {
  for (let at = (bytes.length & ~1) - 2; at >= 0; at -= 2) {
    if (bytes[at + low] === LF && bytes[at + 1 - low] === 0) return at + 2;
  }
  return 0;
}
