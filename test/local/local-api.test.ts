import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { createLocalApi } from '../../local/local-api.ts';
import { TimeTravel, TravelBrokenOff } from '../../local/time-travel.ts';
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

describe('a wrong method', () => {
  it('is refused with those that there are', async () => {
    const api = createLocalApi({ clock, travel: endless(), store: null, events: null });
    expect(await api(request('PUT', '/_local/clock'))).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } });
  });
});
