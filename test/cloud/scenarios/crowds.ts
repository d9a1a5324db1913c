import { DAY, HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import { type Bill, between, billOf, dollarsAMillion, perThousand } from '../bill.ts';
import { Cloud } from '../cloud.ts';
import { allRuns, Operator } from '../operator.ts';
import { type Row, rounded, type Scenario } from './scenario.ts';
import { SENDING } from './sending.ts';
import { troubles } from './troubles.ts';

const MOST_WRITES = 400;
const MOST_READS = 600;
const MOST_DOLLARS = 2;
const SETTLING_SECONDS = 120;
const SECONDS = 600;

interface Crowd {
  runs: number;
  rate: number;
  settings: Record<string, number>;
}

/** Many runs on one domain, that all want the rate of one account. */
const crowd = ({ runs, rate, settings }: Crowd): Scenario => {
  const name = `runs-${runs}-at-${rate}`;
  return {
    names: [name],
    settings,
    mostSeconds: 400,
    async run(stack, report) {
      const cloud = new Cloud(stack, { ses: { maxSendRate: rate } });
      const operator = new Operator(cloud);
      await cloud.during(operator.prepare());
      // Nobody is at the end before it is over.
      const members = Math.ceil((2 * rate * (SECONDS + SETTLING_SECONDS)) / runs) + 200;
      const listId = await cloud.during(operator.fillList(members));
      await cloud.during(Promise.all(Array.from({ length: runs }, () => operator.createTask(listId))));
      await cloud.runUntil(() => cloud.ses.accepted > 0, HOUR);
      await cloud.runUntil(() => false, SETTLING_SECONDS * SECOND);
      const before = billOf(cloud, SENDING);
      const began = cloud.now;
      for (let part = 0; part < 10; part += 1) {
        await cloud.runUntil(() => false, (SECONDS / 10) * SECOND);
        report(rowsOf(name, rate, cloud, between(before, billOf(cloud, SENDING)), (cloud.now - began) / SECOND));
      }
      return rowsOf(name, rate, cloud, between(before, billOf(cloud, SENDING)), SECONDS);
    },
  };
};

function rowsOf(name: string, rate: number, cloud: Cloud, bill: Bill, seconds: number): Row[] {
  const writes = perThousand(bill.writeUnits, bill);
  const reads = perThousand(bill.readUnits, bill);
  const dollars = dollarsAMillion(bill);
  const isKept = bill.failed === 0 && cloud.deadLetters === 0 && cloud.ses.twice === 0;
  const isCheap = writes <= MOST_WRITES && reads <= MOST_READS && dollars <= MOST_DOLLARS;
  return [
    {
      name,
      figure: rounded(writes, 0),
      unit: 'write units',
      goal: `at most ${MOST_WRITES}, ${MOST_READS} read units, ${MOST_DOLLARS} $ a million, none thrown, none dead`,
      met: bill.mails > 0 && isKept && isCheap,
      notes: [
        `${rounded(reads, 0)} read units and ${rounded(perThousand(bill.gets, bill), 0)} S3 reads for 1,000 mails`,
        `${rounded(dollars, 2)} $ a million`,
        `${rounded((100 * bill.mails) / seconds / rate)} % of the rate, ${cloud.ses.throttled} over it, ${cloud.ses.twice} mailed twice`,
        `${rounded(perThousand(bill.conflicts, bill), 0)} conflicts for 1,000 mails`,
        ...troubles(cloud),
      ],
    },
  ];
}

const PARKED_RUNS = 100;
const PARKED_MEMBERS = 300;
/** The second day is enough for less than half of what is parked, the third for all. */
const PARKED_STEPS = [3_000, 12_000, 100_000];
const MOST_PARKED_READS = 250;

/** Runs that park on their first day and share the quota of the next two: each looks at what older ones need. */
const parked: Scenario = {
  names: ['runs-100-parked'],
  settings: { sendRate: 200 },
  mostSeconds: 400,
  async run(stack) {
    const cloud = new Cloud(stack, { ses: { maxSendRate: 200 } });
    const operator = new Operator(cloud);
    await cloud.during(operator.prepare({ plan: 'custom', steps: PARKED_STEPS }));
    const listId = await cloud.during(operator.fillList(PARKED_MEMBERS));
    await cloud.during(Promise.all(Array.from({ length: PARKED_RUNS }, () => operator.createTask(listId))));
    await cloud.runUntil(() => false, HOUR);
    const began = cloud.now;
    const before = [billOf(cloud, ['sender']), billOf(cloud, ['reconciler'])] as const;
    await cloud.runUntil(() => cloud.ses.accepted === PARKED_RUNS * PARKED_MEMBERS, 3 * DAY);
    await cloud.runUntil(() => false, MINUTE);
    const isEnd = allRuns(cloud).every(({ status }) => status === 'finished');
    const bill = between(before[0], billOf(cloud, ['sender']));
    const reconciler = between(before[1], billOf(cloud, ['reconciler']));
    const reads = perThousand(bill.readUnits, bill);
    const isKept = bill.failed === 0 && cloud.deadLetters === 0 && cloud.ses.twice === 0 && isEnd;
    return [
      {
        name: 'runs-100-parked',
        figure: rounded(reads, 0),
        unit: 'read units',
        goal: `at most ${MOST_PARKED_READS} of senders, all finished, none thrown, none dead`,
        met: isKept && reads <= MOST_PARKED_READS,
        notes: [
          `${rounded(perThousand(bill.writeUnits, bill), 0)} write units for 1,000 mails, ${bill.mails} mails, ${bill.invocations} invocations`,
          `${rounded(perThousand(reconciler.readUnits, bill), 0)} read units of the reconciler for 1,000 mails, in ${rounded((cloud.now - began) / DAY)} days`,
          ...troubles(cloud),
        ],
      },
    ];
  },
};

export const CROWDS: readonly Scenario[] = [
  crowd({ runs: 300, rate: 14, settings: {} }),
  crowd({ runs: 100, rate: 200, settings: { sendRate: 200 } }),
  parked,
];
