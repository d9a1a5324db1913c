import { ManualClock } from '../adapters/memory/clock.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import { type Clock, SECOND } from '../core/clock.ts';
import type { HandOver, Mailer } from '../core/mail/mailer.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import { type Benchmark, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { EngineRoom } from './support/engine-room.ts';

const ANSWER_MS = 50;
const USED_GOAL = 0.95;

/** Rates, for how many seconds, and on which clock; the fast ones need that of the machine. */
const CASES = [
  { rate: 14, seconds: 120, isSimulated: true },
  { rate: 300, seconds: 20, isSimulated: false },
  { rate: 5_000, seconds: 8, isSimulated: false },
] as const;

export const rate: Benchmark = {
  name: 'rate',
  question: 'How much of a granted rate is used, and is it ever exceeded?',
  async run(): Promise<Outcome> {
    const rows: Row[] = [];
    for (const { rate: granted, seconds, isSimulated } of CASES)
      rows.push(await measure(granted, seconds, isSimulated));
    const misses = rows.filter((row) => Number(row['used %']) < USED_GOAL * 100).map((row) => row['mails/s granted']);
    const over = rows.filter((row) => Number(row['worst second']) > Number(row['allowed in a second']));
    return {
      rows,
      notes: [
        `at least ${USED_GOAL * 100} % used: ${misses.length === 0 ? 'met' : `MISSED at ${misses.join(', ')}`}`,
        `never more than the rate and one window in a second: ${over.length === 0 ? 'met' : 'MISSED'}`,
        'the worst second is any second, not only whole ones, counted by the begin of each hand-over',
        'tables in memory; 14 mails/s on a simulated clock, the others on that of the machine',
      ],
    };
  },
};

/** Notes when each hand-over begins, and answers after a while. */
class TimingMailer implements Mailer {
  readonly timeoutMs = 10_000;
  readonly begunAt: number[] = [];
  readonly #clock: Clock;
  readonly #answerMs: number;

  constructor(clock: Clock, answerMs: number) {
    this.#clock = clock;
    this.#answerMs = answerMs;
  }

  async handOver(): Promise<HandOver> {
    this.begunAt.push(this.#clock.now());
    if (this.#answerMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#answerMs));
    return { kind: 'accepted', response: '' };
  }
}

async function measure(granted: number, seconds: number, isSimulated: boolean): Promise<Row> {
  const clock = isSimulated
    ? new ManualClock(Date.parse('2027-01-05T09:00:00Z'), { movesOnSleep: true })
    : new SystemClock();
  const mailer = new TimingMailer(clock, isSimulated ? 0 : ANSWER_MS);
  const settings = sendingSettings(granted, 0);
  const room = await EngineRoom.open({ clock, mailer, settings, engine: 'memory', warmUp: { plan: 'unlimited' } });
  try {
    const readers = granted * seconds;
    const task = await room.createTask(await room.makeList(readers));
    await room.start();
    await room.send(settings.parallelism);
    const { sent } = await room.runOf(task);
    if (sent !== readers) throw new Error(`${sent} of ${readers} were sent`);
    const at = mailer.begunAt.sort((a, b) => a - b);
    // The first window starts immediately; the windows after it took the time.
    const duration = ((at.at(-1) ?? 0) - (at[0] ?? 0)) / SECOND;
    return {
      'mails/s granted': granted,
      senders: settings.parallelism,
      window: settings.windowSize,
      'mails/s': rounded((readers - settings.windowSize) / duration, 4),
      'used %': rounded((100 * (readers - settings.windowSize)) / duration / granted),
      'worst second': worstSecond(at),
      'allowed in a second': granted + settings.windowSize,
    };
  } finally {
    await room.close();
  }
}

/** The most hand-overs that began within any second; `at` is sorted. */
function worstSecond(at: number[]): number {
  let [worst, first] = [0, 0];
  for (const [last, instant] of at.entries()) {
    while ((at[first] ?? instant) <= instant - SECOND) first += 1;
    worst = Math.max(worst, last - first + 1);
  }
  return worst;
}
