import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteTables } from '../adapters/sqlite/tables.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import type { Item, Tables, Write } from '../core/tables.ts';
import { startEmbedded } from '../local/dynamodb.ts';
import { findDynoxide } from '../local/dynoxide.ts';
import { Home } from '../local/home.ts';
import { type Benchmark, type BenchOptions, medianRow, type Row, rounded } from './support/benchmark.ts';

const CALLS = 3_000;
const SEGMENTS = 500;
const ROWS = 50_000;
const ROWS_A_CALL = 100;
const RESULT_BYTES = 250;
const clock = new SystemClock();

interface Opened {
  tables: Tables;
  stop(): Promise<void>;
}

/** The baseline is the embedded DynamoDB behind the production adapter. */
export const localTables: Benchmark = {
  name: 'tables',
  question: 'How long do the calls of a sender and of an import take on the tables of one machine?',
  async run({ rounds }: BenchOptions) {
    const kinds: [string, (directory: string) => Promise<Opened>][] = [['SQLite in process', openSqlite]];
    if (findDynoxide()) kinds.push(['embedded DynamoDB', openDynamo]);
    const measured = new Map<string, Row[]>();
    for (let round = 0; round < rounds; round += 1) {
      for (const [kind, open] of kinds) measured.set(kind, [...(measured.get(kind) ?? []), await measure(kind, open)]);
    }
    return {
      rows: [...measured.values()].map(medianRow),
      notes: ['ten callers side by side; every write of SQLite is on the disk before it is answered'],
    };
  },
};

async function openSqlite(directory: string): Promise<Opened> {
  const tables = await SqliteTables.open({ path: join(directory, 'tables.sqlite'), clock });
  return { tables, stop: () => tables.close() };
}

const openDynamo = (directory: string): Promise<Opened> => startEmbedded(Home.open(directory), clock);

async function measure(kind: string, open: (directory: string) => Promise<Opened>): Promise<Row> {
  const directory = mkdtempSync(join(tmpdir(), 'mailramp-bench-'));
  const { tables, stop } = await open(directory);
  try {
    await prepare(tables);
    const get = await perCall(CALLS, (i) => tables.get('Campaigns', { pk: 'run', sk: `segment ${i % SEGMENTS}` }));
    const claim = await perCall(CALLS, (i) => tables.transact(claimOf(i), `claim ${i}`));
    const bulk = await perCall(ROWS / ROWS_A_CALL, (i) => tables.transact(membersOf(i), `import ${i}`));
    return {
      tables: kind,
      'get, µs': rounded(get),
      'transaction of 3 writes, µs': rounded(claim),
      'rows/s by 100': rounded((ROWS_A_CALL / bulk) * 1_000_000),
    };
  } finally {
    await stop();
    rmSync(directory, { recursive: true });
  }
}

/** Microseconds a call, ten of them side by side. */
async function perCall(calls: number, call: (i: number) => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const caller = async () => {
    while (next < calls) await call(next++);
  };
  await Promise.all(Array.from({ length: 10 }, caller));
  return ((performance.now() - startedAt) * 1_000) / calls;
}

const segmentOf = (sk: string): Item => ({
  pk: 'run',
  sk,
  status: 'open',
  owner: 'a sender',
  from: 0,
  n: SEGMENTS,
  windowHigh: 0,
  results: new Uint8Array(RESULT_BYTES),
});

async function prepare(tables: Tables): Promise<void> {
  const put = (table: 'Campaigns' | 'WarmUp', item: Item) => tables.write({ kind: 'put', table, item });
  for (let n = 0; n < SEGMENTS; n += 1) await put('Campaigns', segmentOf(`segment ${n}`));
  await put('Campaigns', { pk: 'run', sk: 'RUN', status: 'sending', open: 0 });
  await put('WarmUp', { pk: 'quota', sk: 'today', left: CALLS });
}

/** A quota, a segment and a run, as a claim writes them. */
const claimOf = (n: number): Write[] => [
  {
    kind: 'update',
    table: 'WarmUp',
    key: { pk: 'quota', sk: 'today' },
    add: { left: -1 },
    when: [{ attribute: 'left', is: '>=', value: 1 }],
  },
  { kind: 'put', table: 'Campaigns', item: segmentOf(`claimed ${n}`), when: [{ item: 'missing' }] },
  {
    kind: 'update',
    table: 'Campaigns',
    key: { pk: 'run', sk: 'RUN' },
    add: { open: 1 },
    when: [{ attribute: 'status', is: '=', value: 'sending' }],
  },
];

const membersOf = (n: number): Write[] =>
  Array.from({ length: ROWS_A_CALL }, (_, i) => ({
    kind: 'put',
    table: 'Audience',
    item: { pk: `list ${n % 16}`, sk: `reader${n * ROWS_A_CALL + i}@example.com`, data: { name: `Reader ${i}` } },
  }));
