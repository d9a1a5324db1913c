import { describe, expect, it } from '@jest/globals';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { DAY, HOUR } from '../../../core/clock.ts';
import { mailKeyOf } from '../../../core/insight/mail-item.ts';
import { type EmailRecord, newEmailWrites } from '../../../core/transactional/email-store.ts';
import {
  findTransactionalEmail,
  findTransactionalEmailsTo,
} from '../../../core/transactional/find-transactional-emails.ts';

const NOW = Date.UTC(2027, 0, 5, 23);

let attempts = 0;

const store = async (tables: MemoryTables, mailId: string, changes: Partial<EmailRecord> = {}) => {
  const record: EmailRecord = {
    mailId,
    domain: 'shop.test',
    from: 'a@shop.test',
    email: 'ann@y.test',
    subject: 'Hi',
    at: NOW,
    outcome: 'sent',
    reason: null,
    via: 'api',
    ...changes,
  };
  attempts += 1;
  return await tables.transact(newEmailWrites(record), `${mailId} ${attempts}`);
};

describe('single mails', () => {
  it('are found by id, and only by theirs', async () => {
    const tables = new MemoryTables({ now: () => NOW });
    await store(tables, 'mail-a');

    expect(await findTransactionalEmail('mail-a', { tables })).toMatchObject({
      taskId: null,
      runId: null,
      outcome: 'sent',
      at: NOW,
      delivery: null,
    });
    for (const id of ['mail-b', 'mail-', '17-kq2b1x000-3-49', 'mail-a#']) {
      expect(await findTransactionalEmail(id, { tables })).toBeNull();
    }
  });

  it('are recorded once, also where a mail event came first', async () => {
    const tables = new MemoryTables({ now: () => NOW });
    await tables.write({ kind: 'update', table: 'Mail', key: mailKeyOf('mail-a'), set: { deliveredAt: NOW } });

    expect(await store(tables, 'mail-a')).toEqual({ ok: true });
    expect((await store(tables, 'mail-a')).ok).toBe(false);
    expect((await findTransactionalEmail('mail-a', { tables }))?.delivery).toMatchObject({ status: 'delivered' });
  });

  it('that are unknown were sent where anything was heard of them', async () => {
    const tables = new MemoryTables({ now: () => NOW });
    await store(tables, 'mail-a', { outcome: 'unknown', reason: 'connection lost' });
    expect(await findTransactionalEmail('mail-a', { tables })).toMatchObject({ outcome: 'unknown' });
    await tables.write({ kind: 'update', table: 'Mail', key: mailKeyOf('mail-a'), set: { deliveredAt: NOW } });

    expect(await findTransactionalEmail('mail-a', { tables })).toMatchObject({ outcome: 'sent', reason: null });
  });

  it('are found by address and quota day, latest first, in pages', async () => {
    const tables = new MemoryTables({ now: () => NOW });
    await store(tables, 'mail-a');
    await store(tables, 'mail-b', { at: NOW + 1 });
    await store(tables, 'mail-c', { at: NOW + HOUR });
    await store(tables, 'mail-d', { email: 'bob@y.test' });
    await store(tables, 'mail-e', { at: NOW - DAY });
    const find = (day: string, after = null as Record<string, string> | null, offset = 0) =>
      findTransactionalEmailsTo(
        { day, email: 'ann@y.test', limit: 1, after },
        { tables, quotaDayOffsetMinutes: offset },
      );

    const first = await find('2027-01-05');
    const second = await find('2027-01-05', first.next);
    expect([...first.emails, ...second.emails].map(({ mailId }) => mailId)).toEqual(['mail-b', 'mail-a']);
    expect((await find('2027-01-06')).emails.map(({ mailId }) => mailId)).toEqual(['mail-c']);
    expect((await find('2027-01-06', null, 60)).emails.map(({ mailId }) => mailId)).toEqual(['mail-c']);
  });
});
