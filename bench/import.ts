import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '../adapters/api/client.ts';
import { ApiProblem } from '../adapters/api/problem.ts';
import {
  type Benchmark,
  type BenchOptions,
  median,
  type Outcome,
  type Row,
  rounded,
  rowsBySize,
} from './support/benchmark.ts';
import { campaign, readerAt } from './support/campaign.ts';
import { LocalProduct } from './support/local-product.ts';
import { cpuSeconds, MemoryWatch } from './support/processes.ts';

const ROWS_A_PIECE = 10_000;
const PAGES = 20;
const LOOK_MS = 50;
/** The discard port: the warm-up lets no mail out, so that nothing is sent there. */
const NO_SERVER = 9;

/** The baseline: 25,000 rows/s below 400 MB, a freeze and a dry run of a million below 10 s, pages below 20 ms. */
export const importCsv: Benchmark = {
  name: 'import',
  question: 'How fast does the local product store a file, freeze it, try it out and show a page of it?',
  async run(options: BenchOptions): Promise<Outcome> {
    const rows = await rowsBySize(options, measure);
    return {
      rows,
      notes: [
        'peak MB: resident memory of the product at the end of the import, and at the end',
        `page: the median of ${PAGES} requests for 100 members over HTTP`,
      ],
    };
  },
};

interface ImportView {
  status: string;
  reason: string | null;
  added: number;
}

async function measure(size: number): Promise<Row> {
  const product = await LocalProduct.start({ smtpPort: NO_SERVER, sendRate: 1_000 });
  try {
    const { api, pid } = product;
    const memory = new MemoryWatch(pid);
    const references = await product.prepare(0, { plan: 'custom', steps: [100_000] });
    const { listId } = references;
    const stored = await timed(pid, () => importFile(api, listId, size));
    const peak = memory.peak;
    const page = await pageMs(api, listId);
    const task = { type: 'immediate', from: campaign.from, ...references };
    const tried = await timed(pid, () => dryRun(api, task));
    const frozen = await timed(pid, () => freeze(api, task));
    return {
      rows: size,
      'rows/s': rounded(size / stored.seconds),
      seconds: rounded(stored.seconds),
      'CPU s': rounded(stored.cpu),
      'peak MB': rounded(peak),
      'freeze s': rounded(frozen.seconds),
      'freeze CPU s': rounded(frozen.cpu),
      'dry run s': tried.answer === 'refused' ? 'refused' : rounded(tried.seconds),
      'dry run CPU s': rounded(tried.cpu),
      'page ms': rounded(page),
      'peak MB of all': rounded(memory.stop()),
    };
  } finally {
    await product.stop();
  }
}

async function timed<Answer>(pid: number, work: () => Promise<Answer>) {
  const cpuBefore = cpuSeconds(pid);
  const startedAt = performance.now();
  const answer = await work();
  return { answer, seconds: (performance.now() - startedAt) / 1_000, cpu: cpuSeconds(pid) - cpuBefore };
}

/** A dry run of more than 25 seconds is refused, which a million takes on a machine that others use. */
async function dryRun(api: ApiClient, task: object): Promise<'done' | 'refused'> {
  try {
    await api.post('/v1/tasks', task, { query: { dryRun: 'true' } });
    return 'done';
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'too-many-recipients') return 'refused';
    throw error;
  }
}

/** Uploads a file and waits until all of it is in the list. */
export async function importFile(api: ApiClient, listId: string, size: number): Promise<void> {
  const params = { id: listId };
  const { importId, uploadUrl } = await api.post<{ importId: string; uploadUrl: string }>(
    '/v1/lists/{id}/imports',
    {},
    { params },
  );
  await fetch(uploadUrl, { method: 'PUT', body: new Blob([...file(size)]) });
  for (;;) {
    const shown = await api.get<ImportView>('/v1/lists/{id}/imports/{importId}', { params: { ...params, importId } });
    if (shown.status === 'finished' && shown.added === size) return;
    if (!['waiting', 'running'].includes(shown.status)) throw new Error(`not all were stored: ${shown.reason}`);
    await wait(LOOK_MS);
  }
}

function* file(size: number): Generator<string> {
  yield 'email,name,city,until,code\r\n';
  for (let from = 0; from < size; from += ROWS_A_PIECE) {
    const lines = Array.from({ length: Math.min(ROWS_A_PIECE, size - from) }, (_, i) => {
      const { email, data } = readerAt(from + i);
      return `${email},${data.name},"${data.city}",${data.until},${data.code}\r\n`;
    });
    yield lines.join('');
  }
}

/** Creates a task, and waits until its recipients and its content are frozen. */
async function freeze(api: ApiClient, task: object): Promise<void> {
  const { taskId } = await api.post<{ taskId: string }>('/v1/tasks', task);
  for (;;) {
    const { status } = await api.get<{ status: string }>('/v1/tasks/{id}', { params: { id: taskId } });
    if (!['waiting', 'preparing'].includes(status)) return;
    await wait(LOOK_MS);
  }
}

async function pageMs(api: ApiClient, listId: string): Promise<number> {
  const times: number[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const startedAt = performance.now();
    const { next } = await api.get<{ next: string | null }>('/v1/lists/{id}/recipients', {
      params: { id: listId },
      query: { limit: 100, cursor },
    });
    times.push(performance.now() - startedAt);
    cursor = next ?? undefined;
  }
  return median(times);
}
