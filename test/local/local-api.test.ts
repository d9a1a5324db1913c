import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { InboxStore, MemoryByteLog } from '../../local/inbox-store.ts';
import { createLocalApi } from '../../local/local-api.ts';
import { type Agenda, type Due, TimeTravel, TravelBrokenOff } from '../../local/time-travel.ts';
import { TravelClock } from '../../local/travel-clock.ts';

const clock = new ManualClock(Date.UTC(2027, 0, 5, 9));
const log = { info() {}, warn() {}, error() {} };

/** A travel whose work never comes to rest. */
const endless = () =>
  new TimeTravel({
    clock: new TravelClock(null),
    agendas: [],
    reconcile: async () => ({ nextAt: null }),
    messagesSent: () => 0,
    isAtRest: () => false,
    log,
  });

const request = (method: string, path: string, body = '') => ({
  method,
  url: new URL(`http://127.0.0.1${path}`),
  body: Buffer.from(body),
});

describe('a travel in progress', () => {
  it('is broken off at once by a stop', async () => {
    const travel = endless();
    const end = expect(travel.travel(() => Date.now() + 1_000)).rejects.toThrow(TravelBrokenOff);
    await travel.stop();
    await end;
  });

  it('answers whoever asked for it with a reason, and is no fault', async () => {
    const travel = endless();
    const api = createLocalApi({ clock, travel, store: null, events: null });
    const answer = api(request('POST', '/_local/clock', '{"advance":"PT1H"}'));
    await travel.stop();
    const { status, body } = await answer;
    expect({ status, code: JSON.parse(String(body)).code }).toEqual({ status: 503, code: 'stopping' });
  });
});

describe('what is due next', () => {
  it('is shown, and travelled to; with nothing due, the clock stays where it is', async () => {
    const start = Date.UTC(2027, 0, 5, 9);
    const travelClock = new TravelClock(null, { now: () => start, sleep: async () => {} });
    let due: Due | null = { at: start + 3_600_000, kind: 'wake', taskId: '7' };
    const agenda: Agenda = {
      nextDue: () => due?.at ?? null,
      nextShown: () => due,
      fireDue: async () => {
        due = null;
        return 1;
      },
    };
    const travel = new TimeTravel({
      clock: travelClock,
      agendas: [agenda],
      reconcile: async () => ({ nextAt: null }),
      messagesSent: () => 0,
      isAtRest: () => true,
      log,
    });
    const api = createLocalApi({ clock: travelClock, travel, store: null, events: null });
    const call = async (method: string, body?: string) =>
      JSON.parse(String((await api(request(method, '/_local/clock', body))).body));

    const nextDue = { at: '2027-01-05T10:00:00.000Z', kind: 'wake', taskId: '7' };
    expect(await call('GET')).toEqual({ now: '2027-01-05T09:00:00.000Z', nextDue, mails: null });
    const arrived = { now: '2027-01-05T10:00:00.000Z' };
    expect(await call('POST', '{"to":"next"}')).toEqual({ ...arrived, fired: 1 });
    expect(await call('GET')).toEqual({ ...arrived, nextDue: null, mails: null });
    expect(await call('POST', '{"to":"next"}')).toEqual({ ...arrived, fired: 0 });
  });
});

describe('a wrong method', () => {
  it('is refused with those that there are', async () => {
    const api = createLocalApi({ clock, travel: endless(), store: null, events: null });
    expect(await api(request('PUT', '/_local/clock'))).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } });
  });
});

describe('the list of mails', () => {
  const listOf = async (query: string) => {
    const store = await InboxStore.open(new MemoryByteLog(10_000));
    for (const to of ['ann@example.com', 'ben@example.com', 'ann@example.com']) {
      await store.add(Buffer.from('Subject: x\r\n\r\n'), [to], '2027-01-05T09:00:00.000Z', '2027-01-05T09:00:00.000Z');
    }
    const api = createLocalApi({ clock, travel: endless(), store, events: null });
    const { status, body } = await api(request('GET', `/_local/inbox${query}`));
    return { status, ...JSON.parse(String(body)) };
  };
  const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);

  it('is in the order of arrival, or the newest first', async () => {
    expect(idsOf(await listOf(''))).toEqual(['1', '2', '3']);
    expect(idsOf(await listOf('?newest=true'))).toEqual(['3', '2', '1']);
    expect(await listOf('?newest=true&to=Ann@example.com&limit=1')).toMatchObject({ total: 2, nextCursor: '3' });
    expect(idsOf(await listOf('?newest=true&to=ann@example.com&limit=1&cursor=3'))).toEqual(['1']);
  });

  it('refuses another word for it', async () => {
    expect(await listOf('?newest=yes')).toMatchObject({ status: 400, code: 'invalid-request' });
  });
});

describe('the news of the console', () => {
  const travel = endless();

  it('is a stream while the console is watched, and nothing else', async () => {
    const consoleNews = () => Readable.from(['event: built\ndata:\n\n']);
    const api = createLocalApi({ clock, travel, store: null, events: null, consoleNews });
    expect(await api(request('GET', '/_local/console'))).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: expect.any(Readable),
    });
    expect((await api(request('POST', '/_local/console'))).status).toBe(405);
    const none = createLocalApi({ clock, travel, store: null, events: null });
    expect((await none(request('GET', '/_local/console'))).status).toBe(404);
  });

  it('is not the travels, which begin empty', async () => {
    const api = createLocalApi({ clock, travel, store: null, events: null });
    expect(await api(request('GET', '/_local/travels'))).toMatchObject({ status: 200, body: '{"items":[]}' });
    expect((await api(request('DELETE', '/_local/travels'))).status).toBe(405);
  });
});
