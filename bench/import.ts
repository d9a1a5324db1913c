import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ListImport } from '../core/audience/import/import.ts';
import { findDynoxide, startDynoxide } from '../local/dynoxide.ts';
import { type Benchmark, type BenchOptions, medianRow, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { cpuSeconds, MemoryWatch, startPart } from './support/processes.ts';

const ROWS = 50_000;
const LARGE_ROWS = 1_000_000;
const MAX_MB = 512;

interface Measured {
  seconds: number;
  invocations: number;
  shown: ListImport;
  writeUnits: number;
  readUnits: number;
}

/** The baseline is the limit of the design: memory below 512 MB however long the file is. */
export const importCsv: Benchmark = {
  name: 'import',
  question: 'How many rows a second does an import store, in how much memory, for how many write units?',
  async run({ large, rounds }: BenchOptions): Promise<Outcome> {
    const rows: Row[] = [];
    for (const size of large ? [ROWS, LARGE_ROWS] : [ROWS]) {
      const measured: Row[] = [];
      // A million takes minutes, and says the same each time.
      for (let round = 0; round < (size === LARGE_ROWS ? 1 : rounds); round += 1) measured.push(await measure(size));
      rows.push(medianRow(measured));
    }
    const peak = Math.max(...rows.map((row) => Number(row['peak MB'])));
    return { rows, notes: [`peak memory of the importer: ${peak} MB (goal: below ${MAX_MB})`] };
  },
};

async function measure(size: number): Promise<Row> {
  const binary = findDynoxide();
  if (binary === undefined) throw new Error('there is no embedded DynamoDB for this platform');
  const directory = mkdtempSync(join(tmpdir(), 'mailramp-bench-'));
  const tables = await startDynoxide(binary, directory);
  try {
    mkdirSync(join(directory, 'objects'));
    const { part: objects, hello } = await startPart(new URL('./support/object-store.ts', import.meta.url), [
      join(directory, 'objects'),
    ]);
    const { part } = await startPart(new URL('./support/importing.ts', import.meta.url), [
      tables.endpoint,
      (hello as { endpoint: string }).endpoint,
      size,
    ]);
    try {
      const memory = new MemoryWatch(part.pid);
      const cpuBefore = cpuSeconds(part.pid);
      const { seconds, invocations, shown, writeUnits, readUnits } = (await part.call('go')) as Measured;
      if (shown.status !== 'finished' || shown.added !== size) throw new Error(`not all were stored: ${shown.reason}`);
      return {
        rows: size,
        'rows/s': rounded(size / seconds),
        seconds: rounded(seconds),
        invocations,
        'peak MB': rounded(memory.stop()),
        'CPU s': rounded(cpuSeconds(part.pid) - cpuBefore),
        'write units/1,000': rounded((writeUnits * 1_000) / size),
        'read units/1,000': rounded((readUnits * 1_000) / size),
      };
    } finally {
      await part.stop();
      await objects.stop();
    }
  } finally {
    await tables.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
