import { setTimeout as wait } from 'node:timers/promises';
import { importFile } from './import.ts';
import { type Benchmark, type BenchOptions, type Outcome, type Row, rounded, rowsBySize } from './support/benchmark.ts';
import { LocalProduct } from './support/local-product.ts';
import { cpuSeconds, MemoryWatch } from './support/processes.ts';

const LOOK_MS = 50;
/** The discard port: nothing is sent. */
const NO_SERVER = 9;

/** The baseline: 25,000 rows/s, and less than 150 MB more than before, however long the list is. */
export const exportCsv: Benchmark = {
  name: 'export',
  question: 'How fast does the local product export a list, and how much memory does that take?',
  async run(options: BenchOptions): Promise<Outcome> {
    const rows = await rowsBySize(options, measure);
    return { rows, notes: ['MB: resident memory of the product, which has imported the list before it exports it'] };
  },
};

interface ExportView {
  status: string;
  reason: string | null;
  rows: number;
  bytes: number;
}

async function measure(size: number): Promise<Row> {
  const product = await LocalProduct.start({ smtpPort: NO_SERVER, sendRate: 1_000 });
  try {
    const { api, pid } = product;
    const { listId } = await api.post<{ listId: string }>('/v1/lists', { name: 'Readers' });
    await importFile(api, listId, size);
    const memory = new MemoryWatch(pid);
    const before = memory.peak;
    const cpuBefore = cpuSeconds(pid);
    const startedAt = performance.now();
    const { exportId } = await api.post<{ exportId: string }>('/v1/exports', { of: 'list', listId });
    let shown: ExportView;
    do {
      await wait(LOOK_MS);
      shown = await api.get<ExportView>('/v1/exports/{id}', { params: { id: exportId } });
    } while (shown.status === 'waiting' || shown.status === 'running');
    if (shown.rows !== size) throw new Error(`not all were exported: ${shown.reason}`);
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      rows: size,
      'rows/s': rounded(size / seconds),
      seconds: rounded(seconds),
      'CPU s': rounded(cpuSeconds(pid) - cpuBefore),
      'file MB': rounded(shown.bytes / 1_000_000),
      'MB before': rounded(before),
      'peak MB': rounded(memory.stop()),
    };
  } finally {
    await product.stop();
  }
}
