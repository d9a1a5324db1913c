import type { Objects } from '../../objects.ts';
import { trimInvisible } from '../invisible.ts';
import { isEmptyRecord, MAX_COLUMN_NAME_LENGTH, MAX_COLUMNS } from './columns.ts';
import { type CsvBatch, type CsvForm, type CsvReader, DELIMITERS, type DetectedEncoding, FileProblem } from './csv.ts';
import type { GivenForm } from './import.ts';
import { ImportFailure } from './import-failure.ts';
import { findLayout, type Layout, ownColumnsOf, SAMPLE_RECORDS, type Sample } from './layout.ts';

/** How a file is read: found by one look at it, before its first row is stored. */
export interface Survey extends DetectedEncoding {
  layout: Layout;
  /** The names of the address column and of the columns of data. */
  emailColumn: string;
  columns: string[];
  /** The names of the first columns of the file. */
  names: string[];
}

/** Names of columns that are kept to be shown. */
const MAX_NAMES = 100;

interface SurveyPorts {
  objects: Pick<Objects, 'stream'>;
  csv: CsvReader;
}

/** Looks at a file as the user says, and by itself where they say nothing. Throws `ImportFailure` and `FileProblem`. */
export async function surveyFile({ objects, csv }: SurveyPorts, key: string, given: GivenForm): Promise<Survey> {
  const detected = await csv.detectEncoding(objects.stream(key), given.encoding);
  const delimiters = given.delimiter === null ? DELIMITERS : [given.delimiter];
  const samples: (Sample & { problem: FileProblem | null })[] = [];
  for (const delimiter of delimiters) {
    const form = { encoding: detected.encoding, delimiter };
    samples.push({ delimiter, ...(await firstRecords(csv.read(objects.stream(key), form))) });
  }
  const found = findLayout(samples, given);
  const broken = samples.find(({ records, problem }) => problem !== null && records.length === 0);
  if (!found.ok && broken?.problem) throw broken.problem;
  if (samples.every(({ records }) => records.every(isEmptyRecord)))
    throw new ImportFailure('empty', 'the file is empty');
  if (!found.ok) throw new ImportFailure(found.error, found.message);
  const { columns } = found;
  const layout =
    columns.data.length > MAX_COLUMNS && given.columns === null
      ? await withUsedColumns(found.layout, (form) => csv.read(objects.stream(key), form), detected.encoding)
      : found.layout;
  const cut = (name: string | undefined): string => (name ?? '').slice(0, MAX_COLUMN_NAME_LENGTH);
  return {
    ...detected,
    layout,
    emailColumn: cut(columns.names[layout.address]),
    columns: layout.data.map((index, i) => cut(layout.dataNames?.[i] ?? columns.names[index])),
    names: columns.names.slice(0, MAX_NAMES).map(cut),
  };
}

/** The beginning, as far as it can be read: another delimiter may read more. */
async function firstRecords(
  batches: AsyncIterable<CsvBatch>,
): Promise<{ records: string[][]; problem: FileProblem | null }> {
  const records: string[][] = [];
  try {
    for await (const batch of batches) {
      records.push(...batch.records.slice(0, SAMPLE_RECORDS - records.length));
      if (records.length >= SAMPLE_RECORDS) break;
    }
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return { records, problem: error };
  }
  return { records, problem: null };
}

/** Programs write far more columns than anybody fills: those with a value somewhere are taken. */
async function withUsedColumns(
  layout: Layout,
  read: (form: CsvForm) => AsyncIterable<CsvBatch>,
  encoding: string,
): Promise<Layout> {
  const skipped = ownColumnsOf(layout);
  const unused = new Set(layout.data);
  let seen = 0;
  for await (const { records } of read({ encoding, delimiter: layout.delimiter })) {
    for (const record of records) {
      seen += 1;
      if (seen <= layout.header) continue;
      // Field by field: a look for each column would take too long where rows are short and columns many.
      for (const [place, field] of record.entries()) {
        if (unused.has(place - skipped) && trimInvisible(field) !== '') unused.delete(place - skipped);
      }
    }
  }
  const data = layout.data.filter((index) => !unused.has(index));
  // The names follow the columns again: nobody named them.
  const { dataNames: _, ...rest } = layout;
  if (data.length <= MAX_COLUMNS) return { ...rest, data };
  throw new ImportFailure(
    'too-many-columns',
    `at most ${MAX_COLUMNS} columns are taken, and ${data.length} have values; name those that mails need when the import is created (columns)`,
  );
}
