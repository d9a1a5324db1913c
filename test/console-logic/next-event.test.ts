import { nextEventOf, travelTo } from '../../console/logic/next-event.ts';

const AT = '2027-03-02T00:00:00.000Z';

describe('the next event', () => {
  it('is what a task waits for', () => {
    expect(nextEventOf({ at: AT, kind: 'start', taskId: '1' })).toEqual({ taskId: '1', kind: 'starts', at: AT });
    expect(nextEventOf({ at: AT, kind: 'wake', taskId: '1' })).toMatchObject({ kind: 'goes-on' });
  });

  it('is none where nothing is due, or only what nobody waits for', () => {
    expect(nextEventOf(null)).toBeNull();
    expect(nextEventOf({ at: AT, kind: 'work', taskId: null })).toBeNull();
  });

  it('is traveled to; if it has passed, the reconciler is', () => {
    const event = { taskId: '1', kind: 'starts', at: AT } as const;
    expect(travelTo(event, Date.parse(AT) - 1)).toEqual({ to: 'next' });
    expect(travelTo(event, Date.parse(AT))).toEqual({ advance: 'PT5M' });
  });
});
