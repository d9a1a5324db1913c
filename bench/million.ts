import { type Benchmark, type BenchOptions, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { LocalProduct } from './support/local-product.ts';
import { cpuSeconds, residentMegabytes, Sink } from './support/processes.ts';

/** Far above what this machine can do, so that the rate is not what limits. */
const SEND_RATE = 20_000;
const READERS = 100_000;
const LARGE_READERS = 1_000_000;
/** So many times on the way rate and memory are looked at. */
const LOOKS = 10;
/** Without a mail for this long, the run counts as stuck. */
const IDLE_MS = 120_000;

/** The baseline is the product's own first tenth: nothing may grow or slow down on the way to the last reader. */
export const million: Benchmark = {
  name: 'million',
  question: 'Does the local product keep its rate and its memory until the last of a million readers?',
  async run({ large }: BenchOptions): Promise<Outcome> {
    const readers = large ? LARGE_READERS : READERS;
    const sink = await Sink.start();
    const product = await LocalProduct.start({ smtpPort: sink.port, sendRate: SEND_RATE });
    try {
      const preparingFrom = Date.now();
      const references = await product.prepare(readers);
      const preparing = (Date.now() - preparingFrom) / 1_000;
      await sink.forget();
      const rows: Row[] = [];
      const watch = new Stretches(product.pid, rows);
      const { taskId } = await product.createTask(references);
      for (let look = 1; look <= LOOKS; look += 1) {
        const { mails } = await sink.untilTaken((readers / LOOKS) * look, IDLE_MS);
        watch.end(mails);
      }
      const { counts } = await product.untilFinished(taskId);
      const { mails, addresses } = await sink.counts();
      if (counts.sent !== readers || mails !== readers || addresses !== readers) {
        throw new Error(`${counts.sent} sent, ${mails} mails to ${addresses} addresses of ${readers}`);
      }
      const [first = {}, last = {}] = [rows.at(1), rows.at(-1)];
      const of = (name: string): string => `${last[name]} at the end beside ${first[name]} in the second tenth`;
      return {
        rows,
        notes: [
          `${readers} readers, ${mails} mails to ${addresses} addresses, in ${watch.seconds()} s (freezing included)`,
          `before: the list was stored over HTTP in ${rounded(preparing)} s`,
          `mails/s: ${of('mails/s')}; MB: ${of('MB')}`,
        ],
      };
    } finally {
      await product.stop();
      await sink.stop();
    }
  },
};

/** Rate, CPU time and memory of one tenth after another. */
class Stretches {
  readonly #pid: number;
  readonly #rows: Row[];
  readonly #startedAt = Date.now();
  #last: { at: number; mails: number; cpu: number };

  constructor(pid: number, rows: Row[]) {
    this.#pid = pid;
    this.#rows = rows;
    this.#last = { at: this.#startedAt, mails: 0, cpu: cpuSeconds(pid) };
  }

  end(mails: number): void {
    const now = { at: Date.now(), mails, cpu: cpuSeconds(this.#pid) };
    const sent = mails - this.#last.mails;
    this.#rows.push({
      mails,
      seconds: rounded((now.at - this.#startedAt) / 1_000),
      'mails/s': rounded((sent * 1_000) / (now.at - this.#last.at)),
      'CPU s/1000': rounded(((now.cpu - this.#last.cpu) * 1_000) / sent),
      MB: rounded(residentMegabytes(this.#pid)),
    });
    this.#last = now;
  }

  seconds(): number {
    return rounded((this.#last.at - this.#startedAt) / 1_000);
  }
}
