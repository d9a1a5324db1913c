import { marshall } from '@aws-sdk/util-dynamodb';
import { type Instant, SECOND } from '../../../core/clock.ts';
import { emptyResults } from '../../../core/runs/results.ts';
import { mailIdOf, runIdOf } from '../../../core/runs/run.ts';
import { segmentToItem } from '../../../core/runs/segment-store.ts';
import { quotaDayOf } from '../../../core/warm-up/quota-day.ts';
import { Cloud } from '../cloud.ts';
import { addressOf, DOMAIN, Operator } from '../operator.ts';
import { type Row, rounded, type Scenario } from './scenario.ts';
import { refusals, troubles } from './troubles.ts';

const NAME = 'events-5000';
const RATE = 5_000;
const SECONDS = 60;
/** What is behind grows as long as it is sent: a campaign of three million lasts ten minutes. */
const CAMPAIGN_SECONDS = 600;
/** A batch that is not full waits, be it soon or late: less than this says nothing. */
const BATCHING_SECONDS = 10;
const MOST_BEHIND_SECONDS = 60;
const MOST_GUARD_SECONDS = 120;
const SEGMENT = 500;
/** More than the guard lets pass. */
const BOUNCE_SHARE = 0.08;

/** Segments that were sent, so that their mails are known. */
function storeSegments(cloud: Cloud, runId: string, mails: number): void {
  for (let serial = 0; serial * SEGMENT < mails; serial += 1) {
    const item = segmentToItem({
      runId,
      serial,
      from: serial * SEGMENT,
      n: SEGMENT,
      status: 'done',
      owner: 'owner',
      leaseUntil: cloud.now,
      day: quotaDayOf(cloud.now, 0),
      tries: 0,
      windowHigh: SEGMENT,
      results: emptyResults(SEGMENT),
      reasons: {},
      openedAt: cloud.now,
      closedAt: cloud.now,
    });
    const attributes = marshall(item, { removeUndefinedValues: true });
    cloud.dynamo.stored('Campaigns').replace(item.pk, item.sk, attributes, cloud.now);
  }
}

/** What SES says of mails that go out at the full rate, without anybody sending them. */
const events: Scenario = {
  names: [NAME],
  settings: { sendRate: RATE },
  mostSeconds: 500,
  async run(stack, report) {
    const cloud = new Cloud(stack, { events: true, ses: { bounceShare: BOUNCE_SHARE } });
    const operator = new Operator(cloud);
    await cloud.during(operator.prepare());
    const runId = runIdOf('1', cloud.now);
    storeSegments(cloud, runId, RATE * SECONDS);
    const began = cloud.now;
    for (let i = 0; i < RATE * SECONDS; i += 1) {
      cloud.timeline.after((i * SECOND) / RATE, () => {
        const mailId = mailIdOf(runId, Math.floor(i / SEGMENT), i % SEGMENT);
        cloud.ses.tell({ mailId, to: addressOf(i), at: cloud.now }, `news@${DOMAIN}`);
      });
    }
    const behind: number[] = [];
    let guardedAt: Instant | null = null;
    for (let second = 1; second <= Math.max(SECONDS, MOST_GUARD_SECONDS + 10); second += 1) {
      await cloud.runUntil(() => false, SECOND);
      if (second <= SECONDS) behind.push(behindSeconds(cloud));
      if (guardedAt === null && isGuarded(cloud)) guardedAt = cloud.now;
      report(rowsOf(cloud, behind, guardedAt, began));
      if (second >= SECONDS && guardedAt !== null) break;
    }
    return rowsOf(cloud, behind, guardedAt, began);
  },
};

const behindSeconds = (cloud: Cloud): number => {
  const oldest = cloud.queue('Events').oldest();
  return oldest === undefined ? 0 : (cloud.now - oldest) / SECOND;
};

function isGuarded(cloud: Cloud): boolean {
  for (const { heldUntil, reputation } of cloud.dynamo.stored('WarmUp').all()) {
    if (heldUntil !== undefined || reputation?.M?.heldUntil !== undefined) return true;
  }
  return false;
}

function rowsOf(cloud: Cloud, behind: number[], guardedAt: Instant | null, began: Instant): Row[] {
  const last = behind.at(-1) ?? 0;
  const middle = behind[Math.floor(behind.length / 2)] ?? 0;
  const growth = Math.max(0, last - middle) / Math.max(1, behind.length / 2);
  const isGrowing = last > BATCHING_SECONDS && growth > 0.05;
  const figure = isGrowing ? last + growth * (CAMPAIGN_SECONDS - behind.length) : Math.max(0, ...behind);
  const guarded = guardedAt === null ? null : (guardedAt - began) / SECOND;
  return [
    {
      name: NAME,
      figure: rounded(figure, 0),
      unit: 's behind',
      goal: `less than ${MOST_BEHIND_SECONDS}, the guard within ${MOST_GUARD_SECONDS} s`,
      met: figure < MOST_BEHIND_SECONDS && guarded !== null && guarded <= MOST_GUARD_SECONDS,
      notes: [
        isGrowing
          ? `${rounded(last)} s behind after ${behind.length} s and growing: what a campaign of ${CAMPAIGN_SECONDS} s comes to`
          : `at most ${rounded(Math.max(0, ...behind))} s behind`,
        guarded === null ? 'the guard did not act' : `the guard acted after ${rounded(guarded)} s`,
        refusals(cloud),
        ...troubles(cloud),
      ],
    },
  ];
}

export const EVENTS: readonly Scenario[] = [events];
