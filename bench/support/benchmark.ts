const USUAL_SIZE = 100_000;
const LARGE_SIZE = 1_000_000;

/** One row of a table: names of columns to figures. */
export type Row = Record<string, string | number | null>;

export interface Outcome {
  rows: Row[];
  /** What the figures mean, each a goal that is met or not, or a remark. */
  notes: string[];
}

export interface BenchOptions {
  /** Also the sizes that take minutes. */
  large: boolean;
  /** How often each variant runs; the median counts. */
  rounds: number;
  /** Commands that send the same mails, for the benchmark that compares with them. */
  contenders: string[];
}

/** One question, answered by measuring: the product beside its baseline in the same run. */
export interface Benchmark {
  name: string;
  question: string;
  run(options: BenchOptions): Promise<Outcome>;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of each figure over several rows of the same columns; texts are those of the first row. */
export function medianRow(rows: Row[]): Row {
  const [first = {}] = rows;
  return Object.fromEntries(
    Object.entries(first).map(([name, value]) => [
      name,
      typeof value === 'number' ? median(rows.map((row) => Number(row[name]))) : value,
    ]),
  );
}

/** `digits` significant digits, and no fraction from 1,000 on. */
/** A row for 100,000, the median of its rounds; with `large`, one for a million as well, which is measured once. */
export async function rowsBySize(
  { large, rounds }: BenchOptions,
  measure: (size: number) => Promise<Row>,
): Promise<Row[]> {
  const usual: Row[] = [];
  for (let round = 0; round < rounds; round += 1) usual.push(await measure(USUAL_SIZE));
  return [medianRow(usual), ...(large ? [await measure(LARGE_SIZE)] : [])];
}

export const rounded = (value: number, digits = 3): number =>
  Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(digits));
