import { type Benchmark, type BenchOptions, medianRow, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { LocalProduct } from './support/local-product.ts';
import { cpuSeconds, MemoryWatch, Sink, startPart } from './support/processes.ts';

/** Far above this machine's speed, so that the rate is not the limit. */
const SEND_RATE = 20_000;
const READERS = 20_000;
const LARGE_READERS = 100_000;
/** The size of the campaign's mails as MIME. */
const MAIL_BYTES = 6_000;

export const wholeSystem: Benchmark = {
  name: 'whole-system',
  question: 'How many mails a second does the local product hand over, beside a plain nodemailer loop?',
  async run(options: BenchOptions): Promise<Outcome> {
    const sizes = options.large ? [READERS, LARGE_READERS] : [READERS];
    const rows: Row[] = [];
    const notes: string[] = [];
    const sink = await Sink.start();
    try {
      for (const readers of sizes) {
        const measured: Row[][] = [];
        for (let round = 0; round < options.rounds; round += 1) {
          measured.push([
            await measureProduct(sink, readers),
            await measurePart(
              sink,
              readers,
              'nodemailer loop',
              new URL('./support/nodemailer-loop.ts', import.meta.url),
            ),
            await measurePart(sink, readers, 'minimal client', new URL('./support/minimal-client.ts', import.meta.url)),
          ]);
        }
        const [product = {}, loop = {}, limit = {}] = [0, 1, 2].map((place) =>
          medianRow(measured.map((round) => round[place] ?? {})),
        );
        rows.push(product, loop, limit);
        const factor = Number(product['mails/s']) / Number(loop['mails/s']);
        notes.push(`${readers} readers: ${factor.toFixed(2)} times the loop (goal: at least 2)`);
      }
    } finally {
      await sink.stop();
    }
    return { rows, notes };
  },
};

/** From the call that creates the task to the last mail, the freezing of the list included. */
async function measureProduct(sink: Sink, readers: number): Promise<Row> {
  const product = await LocalProduct.start({ smtpPort: sink.port, sendRate: SEND_RATE });
  try {
    const references = await product.prepare(readers);
    const meter = await Meter.start(sink, product.pid);
    const { taskId } = await product.createTask(references);
    const { counts } = await product.untilFinished(taskId);
    const row = await meter.stop('mailramp', readers);
    if (counts.sent !== readers) throw new Error(`not all were sent: ${JSON.stringify(counts)}`);
    return row;
  } finally {
    await product.stop();
  }
}

async function measurePart(sink: Sink, readers: number, name: string, file: URL): Promise<Row> {
  const { part } = await startPart(file, [sink.port, readers, MAIL_BYTES]);
  try {
    const meter = await Meter.start(sink, part.pid);
    await part.call('go');
    return await meter.stop(name, readers);
  } finally {
    await part.stop();
  }
}

/** Rate, CPU time and memory of a process tree while it sends. */
class Meter {
  readonly #sink: Sink;
  readonly #pid: number;
  readonly #memory: MemoryWatch;
  readonly #startedAt = Date.now();
  readonly #cpuBefore: number;
  readonly #sinkCpuBefore: number;

  private constructor(sink: Sink, pid: number) {
    this.#sink = sink;
    this.#pid = pid;
    this.#memory = new MemoryWatch(pid);
    this.#cpuBefore = cpuSeconds(pid);
    this.#sinkCpuBefore = sink.cpuSeconds();
  }

  static async start(sink: Sink, pid: number): Promise<Meter> {
    await sink.forget();
    return new Meter(sink, pid);
  }

  async stop(name: string, readers: number): Promise<Row> {
    const counts = await this.#sink.untilTaken(readers);
    const cpu = cpuSeconds(this.#pid) - this.#cpuBefore;
    const sinkCpu = this.#sink.cpuSeconds() - this.#sinkCpuBefore;
    if (counts.mails !== readers || counts.addresses !== readers) {
      throw new Error(`${name}: ${counts.mails} mails to ${counts.addresses} addresses instead of ${readers}`);
    }
    return {
      sender: name,
      readers,
      'mails/s': rounded((readers * 1_000) / (counts.lastAt - this.#startedAt)),
      'from first mail/s': rounded((readers * 1_000) / (counts.lastAt - counts.firstAt)),
      'CPU s/1000': rounded((cpu * 1_000) / readers),
      'sink CPU s/1000': rounded((sinkCpu * 1_000) / readers),
      'peak MB': rounded(this.#memory.stop()),
      'bytes/mail': rounded(counts.bytes / counts.mails),
    };
  }
}
