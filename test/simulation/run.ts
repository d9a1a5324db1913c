import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { iso } from '../../core/clock.ts';
import { FAULT_KINDS, FAULTS } from './faults.ts';
import { addTally, emptyTally, type Share, type Tally, tallies } from './share.ts';
import { shrink } from './shrink.ts';

/**
 * Lives through histories:
 * `node test/simulation/run.ts [--histories 1000] [--seed N] [--workers 1] [--trace] [--json] [--first]`.
 * History i has the seed N + i, whatever the number of workers. `--trace` prints what happened in each, `--first` ends
 * at the first violation. How far it is goes to standard error.
 */
const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    workers: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
  },
});

/** Lines of a shrunk trace that are printed: its end. */
const TRACE_LINES = 120;
const PROGRESS_EVERY_MS = 30_000;

const histories = Number(values.histories);
const seed = values.seed === undefined ? randomInt(1_000_000_000) : Number(values.seed);
// Lines of one history must not be torn apart.
const workers = values.trace ? 1 : Number(values.workers);
const began = performance.now();
const total = emptyTally();
let progressAt = began;

async function explain({ seed: broken, violation }: Tally['broken'][number]): Promise<void> {
  console.log(`\nseed ${broken} breaks ${violation.invariant} at ${iso(violation.at)}: ${violation.message}`);
  if (values['no-shrink']) return;
  const { options, history } = await shrink({ seed: broken }, violation.invariant);
  console.log(
    `shrunk to ${history.steps} steps, ${JSON.stringify(options.size ?? {})}, faults ${history.enabled.join(' ')}`,
  );
  console.log(history.trace.slice(-TRACE_LINES).join('\n'));
}

/** Takes a tally in. True when that was enough. */
async function take(tally: Tally): Promise<boolean> {
  addTally(total, tally);
  for (const broken of tally.broken) await explain(broken);
  const now = performance.now();
  if (now - progressAt > PROGRESS_EVERY_MS) {
    progressAt = now;
    const seconds = Math.round((now - began) / 1_000);
    console.error(`${total.histories} of ${histories} histories, ${total.broken.length} violations, ${seconds} s`);
  }
  return values.first && total.broken.length > 0;
}

async function alone(share: Share): Promise<void> {
  const onTrace = values.trace ? (lines: string[]) => console.log(lines.join('\n')) : undefined;
  for await (const tally of tallies(share, onTrace)) if (await take(tally)) return;
}

/** Every worker has every nth history; what they say is taken in one after another. */
async function together(shares: Share[]): Promise<void> {
  let taking = Promise.resolve();
  const threads = shares.map(
    (share) => new Worker(new URL('./share-worker.ts', import.meta.url), { workerData: share }),
  );
  const stop = () => Promise.all(threads.map((thread) => thread.terminate()));
  const ended = threads.map(
    (thread) =>
      new Promise<void>((resolve, reject) => {
        thread.on('message', (tally: Tally) => {
          taking = taking.then(async () => {
            if (await take(tally)) await stop();
          });
        });
        thread.on('error', reject);
        thread.on('exit', () => resolve());
      }),
  );
  await Promise.all(ended);
  await taking;
}

// Said first: a run that is broken off can be lived through again.
console.error(`seed ${seed}`);
const shares = Array.from({ length: workers }, (_, first) => ({ seed, histories, first, step: workers }));
await (shares.length === 1 && shares[0] ? alone(shares[0]) : together(shares));

const table = (title: string, rows: [string, number][]): void => {
  console.log(`\n${title}`);
  for (const [name, n] of rows) console.log(`${String(n).padStart(9)}  ${name}`);
};

table(
  'faults that struck',
  FAULT_KINDS.map((kind) => [`${kind}: ${FAULTS[kind].what}`, total.faults.get(kind) ?? 0]),
);
table(
  'states that were reached',
  [...total.coverage].sort(([a], [b]) => (a < b ? -1 : 1)),
);
const summary = {
  histories: total.histories,
  violations: total.broken.length,
  steps: total.steps,
  seed,
  faultKinds: FAULT_KINDS.length,
  states: total.states.size,
  seconds: Math.round((performance.now() - began) / 100) / 10,
};
console.log(values.json ? JSON.stringify(summary) : `\n${JSON.stringify(summary, null, 1)}`);
process.exitCode = total.broken.length > 0 ? 1 : 0;
