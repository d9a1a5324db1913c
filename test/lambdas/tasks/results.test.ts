import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { DAY, HOUR, iso } from '../../../core/clock.ts';
import { recordMailEvents } from '../../../core/insight/record-mail-events.ts';
import { runKey } from '../../../core/keys.ts';
import type { MailEvent, MailEventType } from '../../../core/mail/mail-event.ts';
import { mailIdOf } from '../../../core/runs/run.ts';
import { recorderPortsIn } from '../../../lambdas/compose/recorder.ts';
import type { runLinksAnswer, runStatisticsAnswer } from '../../../lambdas/tasks/results.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { later, type ProblemJson, setUp } from './task-api.ts';

type Answer = z.infer<typeof runStatisticsAnswer>;

/** A campaign of so many readers and one address that is refused, and what tells the recorder of its mails. */
async function finished(readers = 4) {
  const all = await setUp(readers);
  await all.world.join(1, 'reject+');
  const { taskId } = (await all.post()).json;
  await all.world.settle();
  const { runId } = await all.world.run(taskId);
  const path = `/v1/tasks/${taskId}/statistics`;
  const ports = recorderPortsIn(all.world.outside, { simulatorCounts: false });
  const tell = (index: number, type: MailEventType, more: Partial<MailEvent> = {}) => {
    const at = all.world.clock.now();
    const event: MailEvent = {
      type,
      mailId: mailIdOf(runId, 0, index),
      at,
      sentAt: at,
      domain: 'x.test',
      email: `reader${index}@r.example`,
      bounce: null,
      isSuppressedByProvider: false,
    };
    return recordMailEvents([{ ...event, ...more }], ports);
  };
  const read = async () => (await all.call<Answer>('GET', path)).json;
  return { ...all, taskId, runId, path, tell, read };
}

describe('GET /v1/tasks/{id}/statistics', () => {
  it('answers how far the mails came, with rates, and why others have none', async () => {
    const { tell, read, runId } = await finished();
    await tell(0, 'delivery');
    await tell(1, 'delivery');
    await tell(0, 'open', { at: NOW + 2 * HOUR });
    const answer = await read();
    expect(answer).toMatchObject({
      runId,
      isCounted: true,
      counts: { requested: 5, accepted: 4, delivered: 2, opened: 1, clicked: 0, bounced: 0 },
      rates: { delivered: 0.5, opened: 0.5, clicked: 0, bounced: 0 },
      reasons: [{ outcome: 'failed', cause: { code: 'refused' }, recipients: 1 }],
    });
    expect(answer.hours).toHaveLength(72);
    expect(answer.hours[2]).toEqual({ hour: 2, opened: 1, clicked: 0 });
  });

  it('answers zeros before the first run', async () => {
    const { call, post } = await setUp();
    const { taskId } = (await post(later)).json;
    const { json } = await call<Answer>('GET', `/v1/tasks/${taskId}/statistics`);
    expect(json).toMatchObject({ runId: null, isCounted: true, counts: { requested: 0 }, firstAt: null, reasons: [] });
  });

  it('says of a run of an earlier version that its events are not counted, and what is known', async () => {
    const { world, runId, read, tell } = await finished();
    await world.tables.write({ kind: 'update', table: 'Campaigns', key: runKey(runId), remove: ['countsEvents'] });
    await tell(0, 'open');
    expect(await read()).toMatchObject({
      isCounted: false,
      counts: { requested: 5, accepted: 4, delivered: 0, opened: 1 },
      rates: { delivered: null, opened: null },
      reasons: [{ outcome: 'failed' }],
    });
  });

  it('says so too once the rows are gone, and has no rate above 1', async () => {
    const { world, read, tell } = await finished();
    for (const index of [0, 1, 2, 3, 4]) await tell(index, 'delivery');
    expect(await read()).toMatchObject({ rates: { delivered: 1 }, firstAt: iso(NOW) });
    await world.travel(401 * DAY);
    expect(await read()).toMatchObject({ isCounted: false, counts: { requested: 5 }, rates: { delivered: null } });
  });

  it('refuses the run of another task', async () => {
    const { call, path } = await finished();
    const { status, json } = await call<ProblemJson>('GET', path, undefined, 'runId=99-abcdefghi');
    expect([status, json.errors[0]?.path]).toEqual([400, '/runId']);
  });
});

describe('GET /v1/tasks/{id}/links', () => {
  it('answers by how many readers each link was followed', async () => {
    const { call, taskId, runId, tell } = await finished();
    await tell(0, 'click', { link: 'https://shop.example/a' });
    await tell(1, 'click', { link: 'https://shop.example/a' });
    await tell(1, 'click', { link: 'https://shop.example/b' });
    await tell(2, 'click', { link: 'https://shop.example/?reader=reader2@r.example' });
    const { json } = await call<z.infer<typeof runLinksAnswer>>('GET', `/v1/tasks/${taskId}/links`);
    expect(json).toEqual({
      runId,
      items: [
        { url: 'https://shop.example/a', readers: 2 },
        { url: 'https://shop.example/b', readers: 1 },
      ],
      other: 1,
    });
  });

  it('answers none before the first run', async () => {
    const { call, post } = await setUp();
    const { json } = await call('GET', `/v1/tasks/${(await post(later)).json.taskId}/links`);
    expect(json).toEqual({ runId: null, items: [], other: 0 });
  });
});
