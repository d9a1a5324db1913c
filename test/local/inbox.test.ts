import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport, type Transporter } from 'nodemailer';
import { iso } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { type Inbox, startInbox } from '../../local/inbox.ts';
import { FileByteLog, InboxStore, MemoryByteLog } from '../../local/inbox-store.ts';

const CLOCK_AT = Date.parse('2027-01-05T09:00:00Z');
const silent: Log = { info() {}, warn() {}, error() {} };

describe('the inbox', () => {
  let directory: string;
  let path: string;
  let store: InboxStore;
  let inbox: Inbox;
  let mailer: Transporter;

  const start = async () => {
    store = await InboxStore.open(await FileByteLog.open(path));
    const clock = { now: () => CLOCK_AT, sleep: async () => {} };
    inbox = await startInbox({ store, clock, log: silent, port: 0 });
    mailer = createTransport({ host: '127.0.0.1', port: inbox.port, pool: true, maxConnections: 4 });
  };
  const stop = async () => {
    mailer.close();
    await inbox.close();
    await store.close();
  };
  const send = (to: string, more: { subject?: string; mailId?: string; text?: string } = {}) =>
    mailer.sendMail({
      from: 'Käthe <news@example.org>',
      to,
      subject: more.subject ?? 'Grüße aus 東京 und Αθήνα, in einem Betreff, der nicht in eine Zeile passt',
      text: more.text ?? 'Hello',
      headers: more.mailId === undefined ? {} : { 'X-Mailramp-Mail-Id': more.mailId },
    });

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'mailramp-inbox-'));
    path = join(directory, 'inbox.log');
    await start();
  });
  afterEach(async () => {
    await stop();
    rmSync(directory, { recursive: true });
  });

  it('shows a mail with its headers decoded and both times', async () => {
    await send('ann@example.com');
    const { total, items } = store.find({ limit: 10, after: 0 });
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      id: 1,
      from: 'Käthe <news@example.org>',
      to: 'ann@example.com',
      subject: 'Grüße aus 東京 und Αθήνα, in einem Betreff, der nicht in eine Zeile passt',
      clockAt: iso(CLOCK_AT),
    });
  });

  it('keeps the raw message byte by byte', async () => {
    await send('ann@example.com', { text: `${'x'.repeat(200_000)}\n.leading dot` });
    const raw = (await store.raw(1))?.toString('utf8') ?? '';
    expect(raw).toContain('\r\n.leading dot');
    expect(raw.length).toBeGreaterThan(200_000);
  });

  it('refuses reject+ for good and busy+ once', async () => {
    await expect(send('reject+1@example.com')).rejects.toMatchObject({ responseCode: 550 });
    await expect(send('busy+1@example.com')).rejects.toMatchObject({ responseCode: 451 });
    await send('busy+1@example.com');
    await expect(send('busy+2@example.com')).rejects.toMatchObject({ responseCode: 451 });
    expect(store.find({ limit: 10, after: 0 }).items.map(({ to }) => to)).toEqual(['busy+1@example.com']);
  });

  it('drops the connection after the data of hang+, and stores nothing', async () => {
    const failure = await send('hang+1@example.com').catch((error: Error & { responseCode?: number }) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toHaveProperty('responseCode');
    await send('ann@example.com');
    expect(store.find({ limit: 10, after: 0 }).total).toBe(1);
  });

  it('finds mails by address and by task, page by page in the order of arrival', async () => {
    for (let i = 0; i < 5; i += 1) await send(`u${i}@example.com`, { mailId: `17-kq2b1x-1-${i}` });
    await send('u1@example.com', { mailId: '171-kq2b1x-1-0' });

    expect(store.find({ to: 'U1@example.com', limit: 10, after: 0 }).total).toBe(2);
    const first = store.find({ taskId: '17', limit: 3, after: 0 });
    expect(first).toMatchObject({ total: 5, next: 3 });
    const second = store.find({ taskId: '17', limit: 3, after: first.next ?? 0 });
    expect(second.items.map(({ to }) => to)).toEqual(['u3@example.com', 'u4@example.com']);
    expect(second.next).toBeNull();
  });

  it('survives a restart, and cuts off a record that was torn', async () => {
    await send('ann@example.com');
    await send('bob@example.com');
    await stop();
    const whole = statSync(path).size;
    const { readFileSync } = await import('node:fs');
    appendFileSync(path, readFileSync(path).subarray(0, 40));
    await start();

    expect(statSync(path).size).toBe(whole);
    await send('cy@example.com');
    expect(store.find({ limit: 10, after: 0 }).items.map(({ id, to }) => [id, to])).toEqual([
      [1, 'ann@example.com'],
      [2, 'bob@example.com'],
      [3, 'cy@example.com'],
    ]);
    expect((await store.raw(3))?.toString('utf8')).toContain('To: cy@example.com');
  });

  it('forgets everything when it is emptied, and gives no id twice', async () => {
    await send('ann@example.com');
    await store.clear();
    expect(store.find({ limit: 10, after: 0 }).total).toBe(0);
    await send('bob@example.com');
    expect(store.find({ limit: 10, after: 0 }).items.map(({ id }) => id)).toEqual([2]);
    expect((await store.raw(2))?.toString('utf8')).toContain('bob@example.com');
  });

  it('stores every mail of many connections at once', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, i) => send(`m${i}@example.com`)));
    const { total, items } = store.find({ limit: 1_000, after: 0 });
    expect(total).toBe(300);
    for (const { id, to } of items) expect((await store.raw(id))?.toString('utf8')).toContain(`To: ${to}`);
  });
});

describe('MemoryByteLog', () => {
  it('refuses what does not fit, and keeps the rest', async () => {
    const store = await InboxStore.open(new MemoryByteLog(1_000));
    await store.add(Buffer.from('Subject: a\r\n\r\nbody'), ['ann@example.com'], iso(CLOCK_AT), iso(CLOCK_AT));
    await expect(store.add(Buffer.alloc(1_000), ['bob@example.com'], iso(0), iso(0))).rejects.toThrow('no more than');
    expect((await store.raw(1))?.toString()).toBe('Subject: a\r\n\r\nbody');
  });
});
