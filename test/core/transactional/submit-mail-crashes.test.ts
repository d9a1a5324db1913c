import { describe, expect, it } from '@jest/globals';
import { MemoryMailer } from '../../../adapters/memory/mailer.ts';
import { sendingSettings } from '../../../core/rate/settings.ts';
import { submitMessage } from '../../../core/submission/submit-message.ts';
import { readEmails } from '../../../core/transactional/email-store.ts';
import { mailIdsOf } from '../../../core/transactional/send-email.ts';
import { domainToItem } from '../../../core/warm-up/domain-store.ts';
import { readQuotaDay } from '../../../core/warm-up/quota-store.ts';
import { submissionPortsIn } from '../../../lambdas/compose/submission.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { sampleDomain } from '../../support/sample-domain.ts';

const START = Date.UTC(2027, 0, 5, 9);
const TODAY = '2027-01-05';
/** Taken, refused for good, busy the first time, and never answered. */
const PEOPLE = ['ann@example.com', 'busy+bo@example.com', 'hang+cy@example.com', 'reject+di@example.com'];
const HEAD = 'From: orders@shop.test\r\nMessage-ID: <1@shop.test>\r\nSubject: Hi\r\n\r\n';
const MESSAGE = {
  keyId: '1',
  onlyFrom: null,
  from: 'orders@shop.test',
  to: PEOPLE,
  bytes: Buffer.from(`${HEAD}x\r\n`),
};

/** The process is gone: from a call on, nothing that it does has an effect. */
class Crash {
  calls = 0;
  readonly #at: number;
  readonly #isAfter: boolean;

  constructor(at: number, isAfter: boolean) {
    this.#at = at;
    this.#isAfter = isAfter;
  }

  /** Each method of a port as one await; the call at which the process ends has its effect, or has none. */
  over<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          const isLast = this.calls === this.#at;
          const isGone = this.calls > this.#at;
          this.calls += 1;
          if (isGone || (isLast && !this.#isAfter)) throw new Error('the process is gone');
          const answer: unknown = await Reflect.apply(value, target, args);
          if (isLast) throw new Error('the process is gone');
          return answer;
        };
      },
    });
  }
}

async function setUp() {
  const mailer = new MemoryMailer({});
  const world = memoryWorld(START, { mailer, settings: sendingSettings(1_000, 0) });
  const domain = sampleDomain('shop.test', START, { plan: 'custom', steps: [100], limitOther: true });
  await world.tables.write({ kind: 'put', table: 'WarmUp', item: domainToItem(domain) });
  const ports = submissionPortsIn(world);
  const submit = (crash?: Crash) =>
    submitMessage(
      crash ? { ...ports, tables: crash.over(ports.tables), mailer: crash.over(ports.mailer) } : ports,
      MESSAGE,
    );
  return { world, mailer, submit };
}

type Setting = Awaited<ReturnType<typeof setUp>>;

const possiblyMailed = ({ mailer }: Setting): string[] =>
  [...mailer.accepted, ...mailer.doubtful].map(({ to }) => to).sort();

async function checkTwice(setting: Setting, submissionId: string): Promise<{ out: number; other: number }> {
  const mailed = possiblyMailed(setting);
  expect(mailed).toEqual([...new Set(mailed)]);
  const records = await readEmails(setting.world.tables, mailIdsOf(submissionId, PEOPLE.length));
  const out = records.filter((record) => record?.outcome !== 'failed');
  for (const to of mailed) expect(out.map((record) => record?.email)).toContain(to);
  const row = await readQuotaDay(setting.world.tables, 'shop.test', TODAY);
  return { out: out.length, other: row?.other ?? 0 };
}

describe('a message whose process ends at any await, and that its program sends again', () => {
  it('mails nobody twice, and loses nobody', async () => {
    const whole = new Crash(Number.POSITIVE_INFINITY, false);
    await (await setUp()).submit(whole);
    expect(whole.calls).toBeGreaterThan(8);
    for (let at = 0; at < whole.calls; at += 1) {
      for (const isAfter of [false, true]) {
        const setting = await setUp();
        await setting.submit(new Crash(at, isAfter)).catch(() => undefined);
        const { submissionId, copies } = await setting.submit();
        expect(copies).toHaveLength(PEOPLE.length);
        const { out, other } = await checkTwice(setting, submissionId);
        // What was counted and never begun stays counted: a crash may cost quota, and never gives any.
        expect(other).toBeGreaterThanOrEqual(out);
        expect(other).toBeLessThanOrEqual(out + PEOPLE.length);
      }
    }
  });

  it('counts what is out, and nothing else, when no process ends', async () => {
    const setting = await setUp();
    const first = await setting.submit();
    expect(first.copies.map(({ outcome }) => outcome)).toEqual(['sent', 'failed', 'unknown', 'failed']);
    expect(await checkTwice(setting, first.submissionId)).toEqual({ out: 2, other: 2 });
    // The answer was lost. Whoever was busy is mailed now, and nobody else again.
    const second = await setting.submit();
    expect(second.copies.map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'unknown', 'failed']);
    expect(await checkTwice(setting, first.submissionId)).toEqual({ out: 3, other: 3 });
  });

  it('is handed over once when its program sends it on two connections', async () => {
    for (let rounds = 0; rounds < 3; rounds += 1) {
      const setting = await setUp();
      const answers = await Promise.allSettled(Array.from({ length: 3 }, () => setting.submit()));
      const taken = answers.filter((answer) => answer.status === 'fulfilled');
      for (const answer of answers)
        if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'request-in-progress' });
      expect(taken.length).toBeGreaterThan(0);
      const { submissionId } = await setting.submit();
      const { out, other } = await checkTwice(setting, submissionId);
      expect(other).toBe(out);
    }
  });

  it('is handed over once when two connections try the failed ones again', async () => {
    const setting = await setUp();
    await setting.submit();
    await Promise.allSettled([setting.submit(), setting.submit(), setting.submit()]);
    const { submissionId } = await setting.submit();
    const { out, other } = await checkTwice(setting, submissionId);
    expect(other).toBe(out);
  });
});
