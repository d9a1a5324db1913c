import type { CsvBatch, CsvForm, CsvReader, CsvStart, DetectedEncoding } from '../../core/audience/import/csv.ts';
import { decoderOf } from './encoding/decoders.ts';
import { detectEncoding } from './encoding/detect.ts';
import { linesOf, piecesOf } from './pieces.ts';
import { Records } from './records.ts';

/** CSV in pieces, between which others have their turn. */
export class StreamingCsvReader implements CsvReader {
  detectEncoding(bytes: AsyncIterable<Uint8Array>, given: string | null): Promise<DetectedEncoding> {
    return detectEncoding(piecesOf(bytes), given);
  }

  async *read(
    bytes: AsyncIterable<Uint8Array>,
    { encoding, delimiter }: CsvForm,
    start: CsvStart | null = null,
  ): AsyncGenerator<CsvBatch> {
    // A byte order mark is taken away where a file begins.
    const decoder = decoderOf(encoding, { ignoreBOM: start !== null });
    const records = new Records(delimiter, start?.records);
    for await (const piece of linesOf(bytes, encoding, start?.at ?? 0)) {
      const text = decoder.decode(piece.bytes, { stream: true });
      const at = records.isBetweenRecords ? piece.at : null;
      yield { records: records.take(text), at };
    }
    yield { records: records.take(decoder.decode()), at: null };
    yield { records: records.end(), at: null };
    records.check();
  }
}
