import { readImport } from '../../../core/audience/import/import-store.ts';
import { MINUTE, SECOND } from '../../../core/clock.ts';
import { holdStack } from '../../../core/rate/stack-hold.ts';
import { Cloud } from '../cloud.ts';
import { allRuns, membersIn, Operator } from '../operator.ts';
import { type Row, rounded, type Scenario } from './scenario.ts';
import { refusals, troubles } from './troubles.ts';

const ROWS = 1_000_000;
/** A table that has grown: the 64 partition keys of a list are on about 40 of them. */
const GROWN = 64;
const MOST_VIRTUAL = 15 * MINUTE;
const LOOK_EVERY = 5 * SECOND;

interface ImportCase {
  name: string;
  partitions: number;
  rowsASecond: number;
}

const importScenario = ({ name, partitions, rowsASecond }: ImportCase): Scenario => ({
  names: [name],
  settings: {},
  mostSeconds: 900,
  async run(stack, report) {
    const cloud = new Cloud(stack, { dynamo: { partitions } });
    const operator = new Operator(cloud);
    const { listId, importId } = await cloud.during(operator.importList(ROWS));
    const began = cloud.now;
    const look = async (): Promise<{ isOver: boolean; rows: Row[] }> => {
      const stored = await cloud.during(readImport(operator.world.tables, listId, importId));
      const seconds = ((stored?.finishedAt ?? cloud.now) - began) / SECOND;
      const done = stored?.added ?? 0;
      const isWhole = stored?.status === 'finished' && done === ROWS && membersIn(cloud, listId) === ROWS;
      const figure = done / Math.max(1, seconds);
      const row: Row = {
        name,
        figure: rounded(figure, 0),
        unit: 'rows/s',
        goal: `finished, at least ${rowsASecond}`,
        met: isWhole && figure >= rowsASecond,
        notes: [
          `${stored?.status}, ${done} of ${ROWS} rows in ${rounded(seconds, 0)} s, ${membersIn(cloud, listId)} members stored`,
          refusals(cloud),
          ...troubles(cloud),
        ],
      };
      return { isOver: (stored?.finishedAt ?? null) !== null, rows: [row] };
    };
    let seen = await look();
    while (!seen.isOver && cloud.now - began < MOST_VIRTUAL) {
      await cloud.runUntil(() => false, LOOK_EVERY);
      seen = await look();
      report(seen.rows);
    }
    return seen.rows;
  },
});

const FREEZES = 10;

/** Runs that freeze one list at once; the stack is held, so that nothing is sent. */
const freezes: Scenario = {
  names: ['freeze-10-side-by-side'],
  settings: {},
  mostSeconds: 500,
  async run(stack, report) {
    const cloud = new Cloud(stack);
    const operator = new Operator(cloud);
    await cloud.during(operator.prepare());
    await cloud.during(holdStack(operator.world));
    const listId = await cloud.during(operator.fillList(ROWS, { data: true }));
    await cloud.during(Promise.all(Array.from({ length: FREEZES }, () => operator.createTask(listId))));
    const began = cloud.now;
    const rows = (): Row[] => {
      const whole = allRuns(cloud).filter(({ snapshot, count }) => snapshot !== null && count === ROWS).length;
      const { failed } = cloud.lambda.usageOf('starter');
      return [
        {
          name: 'freeze-10-side-by-side',
          figure: whole,
          unit: `of ${FREEZES} finished`,
          goal: 'all at the first attempt',
          met: whole === FREEZES && failed === 0,
          notes: [`after ${rounded((cloud.now - began) / SECOND, 0)} s`, refusals(cloud), ...troubles(cloud)],
        },
      ];
    };
    const isOver = () => {
      const { invocations, failed } = cloud.lambda.usageOf('starter');
      return invocations >= FREEZES && (rows()[0]?.figure ?? 0) + failed >= FREEZES;
    };
    while (!isOver() && cloud.now - began < MOST_VIRTUAL) {
      await cloud.runUntil(() => false, LOOK_EVERY);
      report(rows());
    }
    return rows();
  },
};

export const LISTS: readonly Scenario[] = [
  importScenario({ name: 'import-1000000-new-table', partitions: 4, rowsASecond: 1_500 }),
  importScenario({ name: 'import-1000000-grown-table', partitions: GROWN, rowsASecond: 5_000 }),
  freezes,
];
