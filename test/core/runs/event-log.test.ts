import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { DAY, SECOND } from '../../../core/clock.ts';
import { taskEventKey } from '../../../core/keys.ts';
import { logAct, loggedEvents, logging } from '../../../core/runs/event-log.ts';
import { type TaskEvent, taskEvent } from '../../../core/runs/events.ts';

const NOW = Date.UTC(2027, 0, 1, 9);
const event = (name: TaskEvent['event'], at: number, reason: string | null = null) =>
  taskEvent(name, { taskId: '7', run: undefined }, at, { reason, resumesAt: reason === 'user' ? null : at + DAY });

describe('the log of a task', () => {
  let tables: MemoryTables;
  let errors: string[];
  let published: TaskEvent[];
  const publish = async (fact: TaskEvent) => void published.push(fact);
  const ports = () => ({ tables, log: { error: (name: string) => void errors.push(name) }, clock: { now: () => NOW } });
  const kinds = async () => (await loggedEvents(tables, '7', { limit: 9, after: null })).events.map(({ kind }) => kind);

  beforeEach(() => {
    tables = new MemoryTables({ now: () => NOW });
    errors = [];
    published = [];
  });

  it('tells what the product did, latest first, and says parked only of the warm-up', async () => {
    const logged = logging(ports(), publish);
    await logged(event('task.started', NOW));
    await logged(event('task.paused', NOW + 1, 'warm-up-quota'));
    await logged(event('task.paused', NOW + 2, 'mail-server'));
    await logged(event('task.resumed', NOW + 3));
    await logged(event('task.error', NOW + 4, 'template-missing'));
    await logged(event('task.finished', NOW + 5));
    expect(await kinds()).toEqual(['finished', 'error', 'went-on', 'held', 'parked', 'started']);
    expect(published).toHaveLength(6);
    const { events } = await loggedEvents(tables, '7', { limit: 9, after: null });
    expect(events[4]).toMatchObject({
      at: NOW + 1,
      keyId: null,
      params: { reason: 'warm-up-quota', resumesAt: '2027-01-02T09:00:00.001Z' },
    });
  });

  it('leaves the pause of a user to whoever knows their key, and has each fact once', async () => {
    const logged = logging(ports(), publish);
    await logged(event('task.paused', NOW, 'user'));
    await logAct(ports(), { taskId: '7', kind: 'paused', caller: { keyId: '3', role: 'sender' } });
    await logged(event('task.started', NOW));
    await logged(event('task.started', NOW));
    expect(await kinds()).toEqual(['started', 'paused']);
  });

  it('is kept for 400 days', async () => {
    await logAct(ports(), { taskId: '7', kind: 'created', caller: null });
    const item = await tables.get('Campaigns', taskEventKey('7', NOW, 'created'));
    expect(item?.ttl).toBe((NOW + 400 * DAY) / SECOND);
  });

  it('that cannot be written stops nothing, and is published all the same', async () => {
    tables.write = async () => {
      throw new Error('no table');
    };
    await logging(ports(), publish)(event('task.started', NOW));
    expect([published.length, errors]).toEqual([1, ['event-not-logged']]);
  });
});
