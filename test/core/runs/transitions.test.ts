import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { HOUR, type Instant } from '../../../core/clock.ts';
import type { TaskEvent } from '../../../core/runs/events.ts';
import type { Run } from '../../../core/runs/run.ts';
import { readRun, runToItem, updateRun } from '../../../core/runs/run-store.ts';
import {
  apply,
  awaitAccount,
  cancel,
  park,
  pause,
  resume,
  stop,
  TRANSITIONS,
  type Transition,
  wake,
} from '../../../core/runs/transitions.ts';
import { newRun } from '../../../core/tasks/new-run.ts';
import { aTask } from '../tasks/task-samples.ts';

const NOON: Instant = Date.parse('2027-01-05T12:00:00Z');

let tables: MemoryTables;
let logged: string[];
let published: TaskEvent[];

const outlets = () => ({
  tables,
  log: {
    info: (event: string) => void logged.push(event),
    warn: (event: string) => void logged.push(event),
    error: (event: string) => void logged.push(event),
  },
  publish: async (event: TaskEvent) => void published.push(event),
});

/** Stores a run and answers it as it is read. */
async function stored(changes: Partial<Run>): Promise<Run> {
  const run = { ...newRun(aTask(), NOON, NOON), snapshot: 's', startedAt: NOON, count: 10, ...changes };
  await tables.write({ kind: 'put', table: 'Campaigns', item: runToItem(run) });
  return run;
}

const row = async (run: Run) => await readRun(tables, run.runId);

beforeEach(() => {
  tables = new MemoryTables({ now: () => NOON });
  logged = [];
  published = [];
});

describe('apply', () => {
  it('logs and publishes once, from the row as written', async () => {
    const read = await stored({ status: 'sending' });
    await tables.write(updateRun(read, {}, { when: [], add: { sent: 4 } }));
    const applied = await apply(park(read, { wakeAt: NOON + HOUR, day: '2027-01-05', behind: null }, NOON), outlets());
    expect(applied).toMatchObject({ done: true, run: { status: 'paused', hold: 'warm-up-quota', sent: 4 } });
    expect(logged).toEqual(['run-parked']);
    expect(published).toMatchObject([
      { event: 'task.paused', data: { reason: 'warm-up-quota', counts: { sent: 4, cached: 10 } } },
    ]);
  });

  it.each<[string, (run: Run) => Transition]>([
    ['stop', (run) => stop(run, 'template-missing', NOON)],
    ['wait for the account', (run) => awaitAccount(run, NOON + HOUR, NOON)],
    ['park', (run) => park(run, { wakeAt: NOON + HOUR, day: '2027-01-05', behind: null }, NOON)],
  ])('says nothing of a %s that a pause came before', async (_, transition) => {
    const read = await stored({ status: 'sending' });
    await apply(pause(read, NOON), outlets());
    [logged, published] = [[], []];
    const refused = await apply(transition(read), outlets());
    expect(refused).toMatchObject({ done: false, run: { status: 'paused', hold: 'user' } });
    expect([logged, published]).toEqual([[], []]);
  });
});

describe('transitions', () => {
  it('log every wake, and end the hold', async () => {
    const read = await stored({ status: 'paused', hold: 'warm-up-quota', wakeAt: NOON, behind: '7' });
    for (const early of [true, false]) {
      await tables.write({ kind: 'put', table: 'Campaigns', item: runToItem(read) });
      await apply(wake(read, { early }, NOON), outlets());
      expect(await row(read)).toMatchObject({ status: 'sending', hold: null, behind: null, wakeAt: NOON });
    }
    expect(logged).toEqual(['run-woken', 'run-woken']);
  });

  it.each([0, 1])('of a cancel with %i open segments clear hold, error and who is in the way', async (open) => {
    const read = await stored({ status: 'error', error: 'list-missing', hold: 'user', behind: '7', open });
    await apply(cancel(read, NOON), outlets());
    expect(await row(read)).toMatchObject({ status: 'cancelled', hold: null, behind: null, error: null });
  });

  it('of a cancel are refused for a paused run that was frozen meanwhile, whose audience it does not know', async () => {
    const read = await stored({ status: 'paused', hold: 'user', snapshot: null, startedAt: null, count: 0 });
    await tables.write(updateRun(read, { snapshot: 's', count: 1 }, { when: [] }));
    const refused = await apply(cancel(read, NOON), outlets());
    expect(refused).toMatchObject({ done: false, run: { status: 'paused', count: 1 } });
    const seen = await row(read);
    expect(seen && (await apply(cancel(seen, NOON), outlets()))).toMatchObject({ done: true, run: { skipped: 1 } });
  });

  it('all say when the run moved', async () => {
    const sending = await stored({ status: 'sending' });
    const paused = { ...sending, status: 'paused', hold: 'warm-up-quota', wakeAt: NOON } as const;
    for (const { after } of [
      park(sending, { wakeAt: NOON, day: '2027-01-05', behind: null }, NOON),
      stop(sending, 'list-missing', NOON),
      pause(sending, NOON),
      resume(paused, NOON),
      cancel(paused, NOON),
    ]) {
      expect(after.movedAt).toBe(NOON);
    }
  });

  it('begin in the statuses that the table names', async () => {
    const { from } = TRANSITIONS.park;
    expect(from).toEqual(['sending']);
    const waiting = await stored({ status: 'paused', hold: 'user' });
    const parked = await apply(park(waiting, { wakeAt: NOON, day: '2027-01-05', behind: null }, NOON), outlets());
    expect(parked.done).toBe(false);
  });
});

const FINISHED = { ...newRun(aTask(), NOON, NOON), status: 'finished' } as const;

describe('a transition of the user', () => {
  it.each<[string, () => Transition]>([
    ['pause', () => pause(FINISHED, NOON)],
    ['resume', () => resume(FINISHED, NOON)],
    ['stop', () => stop(FINISHED, 'list-missing', NOON)],
    ['drop', () => cancel(FINISHED, NOON)],
  ])('%s begins in no status that the table does not name', (name, build) => {
    expect(build).toThrow(`a run that is finished cannot ${name}`);
  });
});

describe('updateRun', () => {
  it('takes no status: only a transition changes it', async () => {
    const run = await stored({ status: 'sending' });
    // @ts-expect-error: `status` is not among the changes.
    expect(updateRun(run, { status: 'finished' }, { when: [] })).toMatchObject({ kind: 'update' });
    const changes: Partial<Run> = { sent: 1 };
    // @ts-expect-error: nor in a variable that may hold one.
    expect(updateRun(run, changes, { when: [] })).toMatchObject({ kind: 'update' });
  });
});
