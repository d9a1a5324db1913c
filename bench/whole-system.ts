import { fileURLToPath } from 'node:url';
import { type Benchmark, type BenchOptions, medianRow, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { CampaignFiles, Contender } from './support/contender.ts';
import { LocalProduct } from './support/local-product.ts';
import { cpuSeconds, MemoryWatch, Sink, startPart } from './support/processes.ts';

/** Far above this machine's speed, so that the rate is not the limit. */
const SEND_RATE = 20_000;
const READERS = 20_000;
const LARGE_READERS = 100_000;
/** The size of the campaign's mails as MIME. */
const MAIL_BYTES = 6_600;
/** How long the sink may still be reading what a program that has ended wrote. */
const AFTER_END_MS = 2_000;

const LOOP_NAME = 'nodemailer loop';
const LOOP_FILE = new URL('./support/nodemailer-loop.ts', import.meta.url);
const LOOP = `"${process.execPath}" "${fileURLToPath(LOOP_FILE)}"`;
/** Of a command, in a table. */
const NAME_LENGTH = 40;

interface Sender {
  name: string;
  measure(sink: Sink, readers: number): Promise<Row>;
}

export const wholeSystem: Benchmark = {
  name: 'whole-system',
  question: 'How many mails a second does the local product hand over, beside other programs that send the same?',
  async run({ large, rounds, contenders }: BenchOptions): Promise<Outcome> {
    const senders: Sender[] = [
      { name: 'mailramp', measure: measureProduct },
      contender(LOOP_NAME, LOOP),
      ...contenders.map((command) => contender(command.slice(0, NAME_LENGTH), command)),
      { name: 'minimal client', measure: measureMinimalClient },
    ];
    const rows: Row[] = [];
    const notes: string[] = [];
    const sink = await Sink.start();
    try {
      for (const readers of large ? [READERS, LARGE_READERS] : [READERS]) {
        const medians = await inRounds(senders, rounds, sink, readers);
        rows.push(...medians);
        notes.push(...factorsOf(medians, readers));
      }
    } finally {
      await sink.stop();
    }
    return { rows, notes: [...notes, 'the minimal client shows how much the sink takes: nobody can be faster'] };
  },
};

/** One after the other, round by round, so that other work on the machine meets all of them. */
async function inRounds(senders: Sender[], rounds: number, sink: Sink, readers: number): Promise<Row[]> {
  const measured = senders.map((): Row[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, { measure }] of senders.entries()) measured[i]?.push(await measure(sink, readers));
  }
  return measured.map(medianRow);
}

function factorsOf([product, ...others]: Row[], readers: number): string[] {
  const rate = (row: Row | undefined): number => Number(row?.['mails/s']);
  return others.slice(0, -1).map((row) => {
    const goal = row.sender === LOOP_NAME ? ' (goal: at least 4)' : '';
    return `${readers} readers: ${(rate(product) / rate(row)).toFixed(2)} times as fast as ${row.sender}${goal}`;
  });
}

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

const contender = (name: string, command: string): Sender => ({
  name,
  async measure(sink, readers) {
    const files = new CampaignFiles();
    try {
      const sender = await Contender.start(command, { ...files.write(readers), PORT: String(sink.port) });
      try {
        const meter = await Meter.start(sink, sender.pid);
        await sender.send();
        return await meter.stop(name, readers, AFTER_END_MS);
      } finally {
        sender.stop();
      }
    } finally {
      files.remove();
    }
  },
});

async function measureMinimalClient(sink: Sink, readers: number): Promise<Row> {
  const file = new URL('./support/minimal-client.ts', import.meta.url);
  const { part } = await startPart(file, [sink.port, readers, MAIL_BYTES]);
  try {
    const meter = await Meter.start(sink, part.pid);
    await part.call('go');
    return await meter.stop('minimal client', readers);
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

  async stop(name: string, readers: number, idleMs?: number): Promise<Row> {
    const counts = await this.#sink.untilTaken(readers, idleMs).catch((cause: unknown) => {
      throw new Error(`${name} did not hand over every mail`, { cause });
    });
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
