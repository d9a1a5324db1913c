import { HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import type { Dice } from '../../simulation/dice.ts';
import { Cloud } from '../cloud.ts';
import type { Answer } from '../gateway.ts';
import { addressOf, DOMAIN, Operator } from '../operator.ts';
import { type Row, rounded, type Scenario } from './scenario.ts';
import { troubles } from './troubles.ts';

const SLOWEST_API_MS = 5_000;

/** Calls that somebody makes, and what became of them. */
class Calls {
  readonly answers: Answer[] = [];
  made = 0;

  take(call: Promise<Answer>): void {
    this.made += 1;
    call.then(
      (answer) => this.answers.push(answer),
      (error) => {
        // Refusals are answers: whatever throws is a fault of this test's own and must end it.
        throw error;
      },
    );
  }

  get good(): number {
    return this.answers.filter(({ status }) => status === 200).length;
  }

  /** Of those that were answered. */
  get slowestOfHundred(): number {
    const times = this.answers.map(({ ms }) => ms).sort((a, b) => a - b);
    return times[Math.floor(times.length * 0.99)] ?? 0;
  }

  get statuses(): string {
    const counts = new Map<number, number>();
    for (const { status } of this.answers) counts.set(status, (counts.get(status) ?? 0) + 1);
    return [...counts].map(([status, n]) => `${n} x ${status}`).join(', ');
  }
}

/** Does something so many times a second for so long, at random instants. */
function often(cloud: Cloud, dice: Dice, perSecond: number, seconds: number, act: (index: number) => void): void {
  for (let i = 0; i < perSecond * seconds; i += 1) {
    cloud.timeline.after(dice.next() * seconds * SECOND, () => act(i));
  }
}

const tokens = async (operator: Operator) => {
  const write = await operator.links.load();
  return (email: string, mailId: string, sentAt: number): string =>
    new URL(write({ email, domain: DOMAIN, mailId, sentAt })).pathname;
};

/** Some campaigns at once, and a webhook that hears of every mail and takes a second for each. */
const SMALL = { concurrency: 10, runs: 4, rate: 50, seconds: 10 * 60, bounceShare: 0.02, unsubscribeShare: 0.003 };
const RECEIVER_MS = 1_000;

/** A new account: ten invocations at a time for everything, as its setting says. */
const newAccount: Scenario = {
  names: ['concurrency-10'],
  settings: { lambdaConcurrency: SMALL.concurrency },
  mostSeconds: 400,
  async run(stack, report) {
    const { concurrency, runs, rate, seconds, bounceShare, unsubscribeShare } = SMALL;
    const ses = { maxSendRate: rate, bounceShare };
    const cloud = new Cloud(stack, { concurrency, events: true, ses });
    const operator = new Operator(cloud);
    const dice = cloud.dice.fork('readers');
    await cloud.during(operator.prepare());
    cloud.receivers = {
      refusal: async () => null,
      post: async () => {
        await cloud.timeline.sleep(RECEIVER_MS);
        return { kind: 'answered', status: 200 };
      },
    };
    await cloud.during(operator.hearOf(['mail.delivered', 'mail.bounced']));
    const [key, pathOf] = await cloud.during(Promise.all([operator.apiKey(), tokens(operator)]));
    const listId = await cloud.during(operator.fillList(Math.ceil((rate * seconds) / runs)));
    const [api, unsubscribes] = [new Calls(), new Calls()];
    cloud.ses.onAccepted = ({ mailId, to, at }) => {
      if (!dice.chance(unsubscribeShare)) return;
      const path = pathOf(to, mailId, at);
      cloud.timeline.after(30 * SECOND + dice.next() * 5 * MINUTE, () =>
        unsubscribes.take(cloud.request('POST', path)),
      );
    };
    await cloud.during(Promise.all(Array.from({ length: runs }, () => operator.createTask(listId))));
    often(cloud, dice, 1, seconds, () => api.take(cloud.request('GET', '/v1/lists', { key })));
    // What is thrown five times is dead after half an hour.
    for (let part = 0; part < 20; part += 1) {
      await cloud.runUntil(() => false, (seconds * SECOND + HOUR) / 20);
      report(rowsOfNewAccount(cloud, api, unsubscribes));
    }
    return rowsOfNewAccount(cloud, api, unsubscribes);
  },
};

function rowsOfNewAccount(cloud: Cloud, api: Calls, unsubscribes: Calls): Row[] {
  const bounces = cloud.ses.bounced.size;
  const suppressed = suppressedFor(cloud, 'bounce');
  const lost = bounces - suppressed + unsubscribes.made - unsubscribes.good;
  const isFast = api.good === api.made && api.slowestOfHundred < SLOWEST_API_MS;
  return [
    {
      name: 'concurrency-10',
      figure: lost,
      unit: 'bounces and unsubscribes lost',
      goal: 'none; API below 5 s at the 99th percentile',
      met: cloud.ses.accepted > 0 && lost === 0 && isFast,
      notes: [
        `${cloud.ses.accepted} sent, ${suppressed} of ${bounces} bounces suppressed`,
        `unsubscribes: ${unsubscribes.statuses}`,
        `API: ${api.statuses}, ${rounded(api.slowestOfHundred / SECOND)} s at the 99th percentile`,
        ...troubles(cloud),
      ],
    },
  ];
}

function suppressedFor(cloud: Cloud, reason: string): number {
  let n = 0;
  for (const { pk, reason: given } of cloud.dynamo.stored('Audience').all()) {
    if (pk?.S?.startsWith('SUPPRESSED#') && given?.S === reason) n += 1;
  }
  return n;
}

const STORM = { mails: 1_000, seconds: 60, unsubscribeShare: 0.003, apiPerSecond: 5 };

/** Scanners of mail open every link as it is delivered, while readers unsubscribe and a program calls the API. */
const storm: Scenario = {
  names: ['unsubscribe-storm'],
  settings: {},
  mostSeconds: 300,
  async run(stack) {
    const { mails, seconds, unsubscribeShare, apiPerSecond } = STORM;
    const cloud = new Cloud(stack);
    const operator = new Operator(cloud);
    const dice = cloud.dice.fork('readers');
    await cloud.during(operator.prepare());
    const [key, pathOf] = await cloud.during(Promise.all([operator.apiKey(), tokens(operator)]));
    const pathAt = (index: number) => pathOf(addressOf(index), `1-000000000-0-${index}`, cloud.now);
    const [scans, posts, api] = [new Calls(), new Calls(), new Calls()];
    often(cloud, dice, mails, seconds, (i) => scans.take(cloud.request('GET', pathAt(i))));
    often(cloud, dice, mails * unsubscribeShare, seconds, (i) => posts.take(cloud.request('POST', pathAt(i))));
    often(cloud, dice, apiPerSecond, seconds, () => api.take(cloud.request('GET', '/v1/lists', { key })));
    await cloud.runUntil(() => false, seconds * SECOND + MINUTE);
    const isUntouched = api.good === api.made && api.slowestOfHundred < SLOWEST_API_MS;
    const row: Row = {
      name: 'unsubscribe-storm',
      figure: rounded((100 * posts.good) / posts.made),
      unit: '% of the POSTs 200',
      goal: 'all, API untouched',
      met: posts.good === posts.made && isUntouched,
      notes: [
        `POST: ${posts.statuses}`,
        `API: ${api.statuses}, ${rounded(api.slowestOfHundred / SECOND)} s at the 99th percentile`,
        `scanners: ${scans.statuses}`,
        ...troubles(cloud),
      ],
    };
    return [row];
  },
};

export const ACCOUNTS: readonly Scenario[] = [newAccount, storm];
