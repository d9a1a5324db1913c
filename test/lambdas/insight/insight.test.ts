import { describe, expect, it } from '@jest/globals';
import { recordMailEvents } from '../../../core/insight/record-mail-events.ts';
import { RunLinks } from '../../../core/insight/run-links.ts';
import { SegmentDays } from '../../../core/insight/segment-days.ts';
import { domainListingKey } from '../../../core/keys.ts';
import { holdStack, SAME_TABLES } from '../../../core/rate/stack-hold.ts';
import { cancelTask } from '../../../core/tasks/cancel-task.ts';
import { releaseStack } from '../../../core/tasks/release-stack.ts';
import { countOther, settleOther } from '../../../core/transactional/count-other.ts';
import { requireDomain } from '../../../core/warm-up/domain-store.ts';
import { domainRoutesIn } from '../../../lambdas/compose/domains.ts';
import { insightRoutesIn } from '../../../lambdas/compose/insight.ts';
import { taskRoutesIn } from '../../../lambdas/compose/tasks.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { TaskWorld } from '../../core/tasks/task-world.ts';
import { callerOf } from '../http/requests.ts';

const TODAY = new Date(NOW).toISOString().slice(0, 10);

const setUp = async () => {
  const world = await TaskWorld.of(3);
  const { tables, outside } = world;
  await tables.write({ kind: 'put', table: 'WarmUp', item: { ...domainListingKey(NOW, 'x.test'), domain: 'x.test' } });
  const request = callerOf(outside, [...insightRoutesIn(outside), ...taskRoutesIn(outside)]);
  const call = async <Answer>(path: string, query = '') => {
    const { json, status } = await request('GET', path, undefined, query);
    return { status, json: json as Answer };
  };
  return { world, call };
};

interface EmailJson {
  mailId: string;
  email: string;
  outcome: string;
  delivery: { status: string; bounce: { status: string } | null } | null;
}
interface PageJson {
  items: EmailJson[];
  nextCursor: string | null;
}

/** A task sent to three readers, of whom one bounced and one opened. */
const sentTask = async () => {
  const { world, call } = await setUp();
  const taskId = await world.create();
  await world.settle();
  const recipients = async () => (await call<PageJson>(`/v1/tasks/${taskId}/recipients`)).json.items;
  const [gone, keen] = await recipients();
  const event = (type: 'bounce' | 'delivery' | 'open', of: EmailJson | undefined) => ({
    type,
    mailId: of?.mailId ?? '',
    email: of?.email ?? '',
    at: NOW,
    sentAt: NOW,
    domain: 'x.test',
    bounce: type === 'bounce' ? { kind: 'permanent' as const, status: '5.1.1', isSpam: false } : null,
    isSuppressedByProvider: false,
  });
  await recordMailEvents([event('bounce', gone), event('delivery', keen), event('open', keen)], {
    ...world.ports,
    segmentDays: new SegmentDays(world.tables),
    runLinks: new RunLinks(world.tables),
    shard: 0,
    simulatorCounts: false,
  });
  return { call, world, taskId, recipients, gone, keen };
};

describe('recipients of a task', () => {
  it('carry what became of their mail, as the mail itself does', async () => {
    const { call, recipients, gone } = await sentTask();
    const shown = await recipients();
    expect(shown.map(({ delivery }) => delivery?.status ?? null)).toEqual(['bounced', 'delivered', null]);
    const { status, json } = await call<EmailJson>(`/v1/emails/${gone?.mailId}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ email: gone?.email, outcome: 'sent', delivery: shown[0]?.delivery });
    expect(json.delivery?.bounce?.status).toBe('5.1.1');
  });
});

describe('GET /v1/emails', () => {
  it('finds the mails to an address on a day', async () => {
    const { call, keen } = await sentTask();
    const to = encodeURIComponent(keen?.email.toUpperCase() ?? '');
    const { json } = await call<PageJson>('/v1/emails', `date=${TODAY}&to=${to}`);
    expect(json).toEqual({ items: [expect.objectContaining({ mailId: keen?.mailId })], nextCursor: null });
    expect((await call<PageJson>('/v1/emails', `date=2020-01-01&to=${to}`)).json.items).toEqual([]);
    expect((await call<PageJson>('/v1/emails', `date=${TODAY}&to=no%40body.test`)).json.items).toEqual([]);
  });

  it('goes on where a page ended, also in the middle of a task', async () => {
    const { call, world, taskId, keen } = await sentTask();
    await world.create();
    await world.settle();
    const query = `date=${TODAY}&to=${encodeURIComponent(keen?.email ?? '')}&limit=1`;
    const first = await call<PageJson>('/v1/emails', query);
    expect(first.json.items).toHaveLength(1);
    const second = await call<PageJson>('/v1/emails', `${query}&cursor=${first.json.nextCursor}`);
    expect(second.json).toEqual({ items: [expect.objectContaining({ taskId })], nextCursor: null });
    expect((await call('/v1/emails', `date=${TODAY}&to=x%40y.test&cursor=${first.json.nextCursor}`)).status).toBe(400);
  });

  it.each(['', `date=${TODAY}`, `date=${TODAY}&to=nobody`, `date=today&to=a%40b.test`])('refuses %s', async (query) => {
    const { call } = await setUp();
    expect((await call('/v1/emails', query)).status).toBe(400);
  });

  it('answers 404 for a mail that there never was', async () => {
    const { call, keen } = await sentTask();
    const [runId] = /^\d+-[0-9a-z]+/.exec(keen?.mailId ?? '') ?? [];
    for (const mailId of ['nothing', `${runId}-0-3`, `${runId}-7-0`, '1-00mf3k2o0-0-0']) {
      expect((await call(`/v1/emails/${mailId}`)).status).toBe(404);
    }
  });
});

describe('what became of one address', () => {
  it('is found among the recipients of a task', async () => {
    const { call, taskId, recipients } = await sentTask();
    const [gone] = await recipients();
    const path = `/v1/tasks/${taskId}/recipients`;
    const found = await call<PageJson>(path, `email=${gone?.email.toUpperCase()}`);
    expect(found.json).toEqual({ items: [gone], nextCursor: null });
    expect((await call<PageJson>(path, `email=${gone?.email}&outcome=sent`)).json.items).toEqual([gone]);
    expect((await call<PageJson>(path, `email=${gone?.email}&outcome=failed`)).json.items).toEqual([]);
    expect((await call<PageJson>(path, 'email=nobody@readers.test')).json.items).toEqual([]);
    expect((await call(path, 'email=nobody')).status).toBe(400);
  });

  it('is found among those that a cancel dropped', async () => {
    const { world, call } = await setUp();
    const taskId = await world.create();
    await holdStack(world.outside);
    await world.settle();
    await cancelTask(taskId, world.ports);
    await releaseStack({ ...world.ports, identity: SAME_TABLES });
    await world.settle();
    const path = `/v1/tasks/${taskId}/recipients`;
    const [first] = (await call<PageJson>(path)).json.items;
    expect(first).toMatchObject({ outcome: 'skipped', reason: 'cancelled' });
    expect((await call<PageJson>(path, `email=${first?.email}`)).json.items).toEqual([first]);
  });

  it('is found on any day', async () => {
    const { call, keen } = await sentTask();
    const onDay = await call<PageJson>('/v1/emails', `date=${TODAY}&to=${keen?.email}`);
    expect(onDay.json.items).toHaveLength(1);
    expect((await call<PageJson>('/v1/emails', `to=${keen?.email}`)).json).toEqual(onDay.json);
    expect((await call<PageJson>('/v1/emails', `date=2020-01-01&to=${keen?.email}`)).json.items).toEqual([]);
  });
});

describe('GET /v1/statistics', () => {
  it('adds up the days, of one domain or all, with rates', async () => {
    const { call } = await sentTask();
    const numbers = {
      requested: 3,
      accepted: 3,
      delivered: 1,
      opened: 1,
      clicked: 0,
      bounced: 1,
      complained: 0,
      unsubscribed: 0,
      rates: { delivered: 0.333333, bounced: 0.333333, opened: 1, clicked: 0, complained: 0, unsubscribed: 0 },
    };
    const query = `from=${TODAY}&to=${TODAY}`;
    const all = await call('/v1/statistics', query);
    expect(all.json).toMatchObject({ domain: null, overall: numbers });
    const one = await call('/v1/statistics', `${query}&domain=x.test`);
    expect(one.json).toEqual({
      from: TODAY,
      to: TODAY,
      domain: 'x.test',
      kind: 'bulk',
      overall: numbers,
      days: [{ day: TODAY, ...numbers }],
    });
    const other = await call<{ overall: { rates: object }; days: [] }>('/v1/statistics', `${query}&domain=y.test`);
    expect(other.json).toMatchObject({ overall: { requested: 0, rates: { opened: null } }, days: [] });
  });

  it('tells single mails and tests apart from bulk mail, and adds both up', async () => {
    const { call, world } = await sentTask();
    const domain = await requireDomain(world.outside.tables, 'x.test');
    const counted = await countOther({ ...world.ports, quotaDayOffsetMinutes: 0 }, domain, { sent: 5, failed: 1 });
    const settled = settleOther(domain, counted, { failed: 1, unknown: 1, back: { sent: 1 } });
    expect((await world.outside.tables.write(settled)).ok).toBe(true);
    const of = async (kind: string) =>
      (await call<{ kind: string; overall: object }>('/v1/statistics', `from=${TODAY}&to=${TODAY}&kind=${kind}`)).json;
    expect(await of('other')).toMatchObject({ kind: 'other', overall: { requested: 6, accepted: 3, delivered: 0 } });
    expect(await of('all')).toMatchObject({ kind: 'all', overall: { requested: 9, accepted: 6, delivered: 1 } });
    expect((await call('/v1/statistics', `from=${TODAY}&to=${TODAY}&kind=test`)).status).toBe(400);
  });

  it('counts what a deleted domain sent, and counts it once when the domain comes back', async () => {
    const { call, world } = await sentTask();
    const overall = async () =>
      (await call<{ overall: { accepted: number } }>('/v1/statistics', `from=${TODAY}&to=${TODAY}`)).json.overall;
    const asAdmin = callerOf(world.outside, domainRoutesIn(world.outside), 'admin');
    expect((await asAdmin('DELETE', '/v1/domains/x.test')).status).toBe(204);
    expect(await overall()).toMatchObject({ accepted: 3, opened: 1 });
    expect((await asAdmin('POST', '/v1/domains', { domain: 'x.test' })).status).toBe(201);
    expect(await overall()).toMatchObject({ accepted: 3, opened: 1 });
  });

  it.each(['', 'from=2027-01-02&to=2027-01-01', 'from=2026-01-01&to=2027-01-02', 'from=2027-02-30&to=2027-03-01'])(
    'refuses %s',
    async (query) => {
      const { call } = await setUp();
      expect((await call('/v1/statistics', query)).status).toBe(400);
    },
  );
});
