import { HOUR, SECOND } from '../../../core/clock.ts';
import { type Bill, between, billOf, dollarsAMillion, perThousand } from '../bill.ts';
import { Cloud } from '../cloud.ts';
import { Operator } from '../operator.ts';
import { type Row, rounded, type Scenario } from './scenario.ts';
import { SENDING } from './sending.ts';
import { troubles } from './troubles.ts';

const USED_GOAL = 95;

interface RateCase {
  name: string;
  rate: number;
  latencyMs: number;
  /** Virtual seconds over which is measured, after those in which senders start. */
  seconds: number;
  settling: number;
  /** The most units for 1,000 mails; null where nobody asks. */
  most: { writes: number; reads: number | null } | null;
  /** The most dollars for a million. */
  mostDollars: number | null;
}

const CASES: RateCase[] = [
  {
    name: 'rate-14',
    rate: 14,
    latencyMs: 80,
    seconds: 1_200,
    settling: 60,
    most: { writes: 200, reads: null },
    mostDollars: 0.6,
  },
  {
    name: 'rate-200',
    rate: 200,
    latencyMs: 80,
    seconds: 120,
    settling: 20,
    most: { writes: 64, reads: 30 },
    mostDollars: null,
  },
  {
    name: 'rate-1000',
    rate: 1_000,
    latencyMs: 80,
    seconds: 60,
    settling: 20,
    most: { writes: 64, reads: 30 },
    mostDollars: null,
  },
  { name: 'rate-1000-slow', rate: 1_000, latencyMs: 150, seconds: 60, settling: 20, most: null, mostDollars: null },
  { name: 'rate-5000', rate: 5_000, latencyMs: 80, seconds: 30, settling: 20, most: null, mostDollars: null },
];

/** A new account has the settings of `cdk.json`: the account's own rate holds. Others say theirs. */
const settingsFor = (rate: number): Record<string, number> => (rate < 200 ? {} : { sendRate: rate });

const rateScenario = (given: RateCase): Scenario => ({
  names: [
    given.name,
    ...(given.most === null ? [] : [`writes-per-1000-at-${given.rate}`]),
    ...(given.mostDollars === null ? [] : [`account-${given.rate}-cost`]),
  ],
  settings: settingsFor(given.rate),
  mostSeconds: 300,
  async run(stack, report) {
    const { rate, latencyMs, seconds, settling } = given;
    const ses = { maxSendRate: rate, latency: { medianMs: latencyMs, sigma: 0.5 } };
    const cloud = new Cloud(stack, { ses });
    const operator = new Operator(cloud);
    await cloud.during(operator.prepare());
    const listId = await cloud.during(operator.fillList(Math.ceil(rate * (seconds + settling) * 1.1)));
    await cloud.during(operator.createTask(listId));
    if (!(await cloud.runUntil(() => cloud.ses.accepted > 0, HOUR))) return rowsOf(given, cloud, null, 0);
    await cloud.runUntil(() => false, settling * SECOND);
    const before = billOf(cloud, SENDING);
    const began = cloud.now;
    for (let part = 0; part < 10; part += 1) {
      await cloud.runUntil(() => false, (seconds / 10) * SECOND);
      report(rowsOf(given, cloud, between(before, billOf(cloud, SENDING)), (cloud.now - began) / SECOND));
    }
    return rowsOf(given, cloud, between(before, billOf(cloud, SENDING)), seconds);
  },
});

function rowsOf(given: RateCase, cloud: Cloud, bill: Bill | null, seconds: number): Row[] {
  const { name, rate, most, mostDollars } = given;
  const used = bill === null ? 0 : (bill.mails / seconds / rate) * 100;
  const isKept = cloud.ses.throttled === 0 && cloud.ses.twice === 0;
  const rows: Row[] = [
    {
      name,
      figure: rounded(used),
      unit: '% of the rate',
      goal: `at least ${USED_GOAL} %, none over`,
      met: used >= USED_GOAL && isKept,
      notes: [
        `${cloud.ses.throttled} over the rate, ${cloud.ses.twice} mailed twice, busiest second ${cloud.ses.busiestSecond()}`,
        ...troubles(cloud),
      ],
    },
  ];
  if (most !== null) {
    const [writes, reads] =
      bill === null ? [0, 0] : [perThousand(bill.writeUnits, bill), perThousand(bill.readUnits, bill)];
    rows.push({
      name: `writes-per-1000-at-${rate}`,
      figure: rounded(writes),
      unit: 'write units',
      goal: `at most ${most.writes}${most.reads === null ? '' : `, and ${most.reads} read units`}`,
      met:
        bill !== null && bill.mails > 0 && writes <= most.writes && reads <= (most.reads ?? Number.POSITIVE_INFINITY),
      notes: [`${rounded(reads)} read units`],
    });
  }
  if (mostDollars !== null) {
    const dollars = bill === null ? 0 : dollarsAMillion(bill);
    rows.push({
      name: `account-${rate}-cost`,
      figure: rounded(dollars, 2),
      unit: '$ a million',
      goal: `at most ${mostDollars.toFixed(2)}`,
      met: bill !== null && bill.mails > 0 && dollars <= mostDollars,
      notes: bill === null ? [] : [`${rounded(perThousand(bill.gbSeconds, bill))} GB-s for 1,000 mails`],
    });
  }
  return rows;
}

export const RATES = CASES.map(rateScenario);
