import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import type {
  AccountState,
  DomainState,
  HandedOver,
  Heard,
  ProductUnderTest,
} from '../../../core/self-test/product-under-test.ts';
import { selfTest, summaryOf } from '../../../core/self-test/self-test.ts';

const READY: DomainState = {
  domain: 'news.test',
  status: 'verified',
  dns: ['dkim', 'spf', 'dmarc'].map((purpose) => ({ purpose, ok: true, hint: null })),
};
const PRODUCTION: AccountState = {
  sandbox: false,
  sendingEnabled: true,
  day: { perDay: 50_000, used: 100 },
  rate: 14,
  concurrency: 1_000,
  heldBy: null,
};
const NOTHING: Heard = { delivered: false, bounced: false, complained: false, unsubscribed: false };
const FACT: Record<string, keyof Heard> = { success: 'delivered', bounce: 'bounced', complaint: 'complained' };

interface Behavior {
  account?: AccountState;
  domains?: DomainState[];
  handOver?: (to: string) => Partial<HandedOver>;
  /** Why the function that sends campaigns cannot. */
  senderRefusal?: string;
  /** Facts that never come. */
  deaf?: (keyof Heard)[];
  linkFault?: string | null;
  linkSuppresses?: boolean;
}

/** A product that does what it should, but for what a test says. */
class FakeProduct implements ProductUnderTest {
  readonly remedies = { addDomain: 'POST /v1/domains', release: 'npx mailramp release' };
  readonly sent: { from: string; to: string }[] = [];
  readonly suppressed = new Set<string>();
  readonly #behavior: Behavior;

  constructor(behavior: Behavior) {
    this.#behavior = behavior;
  }

  async account() {
    return this.#behavior.account ?? PRODUCTION;
  }

  async domains() {
    return this.#behavior.domains ?? [READY];
  }

  async send(mail: { from: string; to: string }): Promise<HandedOver> {
    this.sent.push(mail);
    return { outcome: 'sent', mailId: mail.to, reason: null, ...this.#behavior.handOver?.(mail.to) };
  }

  async sendAsSender(mail: { from: string; to: string }): Promise<HandedOver> {
    const sent = await this.send(mail);
    return this.#behavior.senderRefusal
      ? { outcome: 'failed', mailId: null, reason: this.#behavior.senderRefusal }
      : sent;
  }

  async heardOf(mailId: string): Promise<Heard> {
    const fact = FACT[mailId.split('+')[0] ?? ''] ?? 'delivered';
    const heard = { ...NOTHING, [fact]: true, unsubscribed: this.suppressed.has(mailId) };
    for (const deaf of this.#behavior.deaf ?? []) heard[deaf] = false;
    return heard;
  }

  async unsubscribe({ email }: { email: string }) {
    if (this.#behavior.linkSuppresses !== false) this.suppressed.add(email);
    return this.#behavior.linkFault ?? null;
  }

  async isUnsubscribed({ email }: { email: string }) {
    return this.suppressed.has(email);
  }

  async allow(email: string) {
    this.suppressed.delete(email);
  }
}

async function run(behavior: Behavior, domain: string | null = null) {
  const product = new FakeProduct(behavior);
  const clock = new ManualClock(Date.parse('2027-01-05T09:00:00Z'), { movesOnSleep: true });
  const startedAt = clock.now();
  const report = await selfTest({ product, clock, random: new SeededRandom(1) }, domain);
  const results = Object.fromEntries(report.checks.map(({ name, result }) => [name, result]));
  return { report, results, product, took: clock.now() - startedAt };
}

describe('a self-test', () => {
  it('passes when three mails to the simulator come all the way round, and leaves nobody suppressed', async () => {
    const { report, product } = await run({});
    expect(report).toMatchObject({ verdict: 'passed', domain: 'news.test' });
    expect(report.checks.map(({ name }) => name)).toEqual([
      'account',
      'domain',
      'dns',
      'acceptance',
      'delivery',
      'bounce',
      'complaint',
      'unsubscribe',
    ]);
    expect(report.checks.every(({ result }) => result === 'ok')).toBe(true);
    expect(product.sent).toHaveLength(3);
    for (const { from, to } of product.sent) {
      expect(from).toBe('mailramp-self-test@news.test');
      expect(to).toMatch(/^(success|bounce|complaint)\+mailramp-\w{12}@simulator\.amazonses\.com$/);
    }
    expect(product.suppressed.size).toBe(0);
    expect(summaryOf(report)).toBe('passed');
  });

  it('sends nothing without a verified domain, and says what to do', async () => {
    const none = await run({ domains: [] });
    expect(none.report.verdict).toBe('incomplete');
    expect(none.product.sent).toEqual([]);
    expect(summaryOf(none.report)).toBe('incomplete; domain: no domain yet: add one with POST /v1/domains');

    const hint = 'Add a CNAME record.';
    const pending = { ...READY, status: 'pending' as const, dns: [{ purpose: 'dkim', ok: false, hint }] };
    expect(summaryOf((await run({ domains: [pending] })).report)).toContain(`news.test is not verified: ${hint}`);
    expect(summaryOf((await run({}, 'other.test')).report)).toContain('there is no domain other.test');
  });

  it('says that DMARC is missing, and passes all the same', async () => {
    const hint = 'Add a TXT record _dmarc.news.test.';
    const dns = READY.dns.map((record) => (record.purpose === 'dmarc' ? { ...record, ok: false, hint } : record));
    const { report, results } = await run({ domains: [{ ...READY, dns }] });
    expect(report.verdict).toBe('passed');
    expect(results.dns).toBe('missing');
    expect(summaryOf(report)).toBe(`passed; dns: ${hint}`);
  });

  it('calls a domain complete without aligned SPF', async () => {
    const dns = READY.dns.map((record) =>
      record.purpose === 'spf' ? { ...record, ok: false, hint: 'Add it.' } : record,
    );
    const { report, results } = await run({ domains: [{ ...READY, dns }] });
    expect(results.dns).toBe('ok');
    expect(report.checks.find(({ name }) => name === 'dns')?.detail).toBe('DKIM and DMARC are in place');
  });

  it.each<[string, AccountState, RegExp]>([
    ['the sandbox', { ...PRODUCTION, sandbox: true }, /sandbox.*production access/],
    [
      'a quota that is nearly used up',
      { ...PRODUCTION, day: { perDay: 200, used: 190 } },
      /nearly used up: 190 of 200/,
    ],
    [
      'a new account of Lambda',
      { ...PRODUCTION, concurrency: 10 },
      /only 10 functions.*Ask for 1,000 in Service Quotas/,
    ],
    [
      'a new account of all',
      { ...PRODUCTION, sandbox: true, rate: 1, concurrency: 10 },
      /1 a second.*production access.*Concurrent executions/,
    ],
    ['sending that SES has stopped', { ...PRODUCTION, sendingEnabled: false }, /stopped all sending/],
  ])('says in words: %s', async (_, account, words) => {
    const { report, results } = await run({ account });
    expect(results.account).toBe('missing');
    expect(summaryOf(report)).toMatch(words);
  });

  it('sends nothing while everything is held, and says how that ends', async () => {
    const { report, product } = await run({ account: { ...PRODUCTION, heldBy: 'hold-all' } });
    expect(report.verdict).toBe('incomplete');
    expect(product.sent).toEqual([]);
    expect(summaryOf(report)).toMatch(/everything is held \(hold-all\): npx mailramp release/);
  });

  it('fails, and stops sending, when a mail is not accepted', async () => {
    const refusal = { outcome: 'refused' as const, mailId: null, reason: 'no quota left today' };
    const { report, results, product } = await run({ handOver: () => refusal });
    expect(report.verdict).toBe('failed');
    expect(results.acceptance).toBe('failed');
    expect(product.sent).toHaveLength(1);
    expect(summaryOf(report)).toContain('no quota left today');
  });

  it('fails when the function that sends campaigns lacks a right, before any run finds out', async () => {
    const { report, results, product } = await run({ senderRefusal: 'AccessDenied: ses:SendEmail' });
    expect(report.verdict).toBe('failed');
    expect(results.acceptance).toBe('failed');
    expect(product.sent).toHaveLength(1);
    expect(summaryOf(report)).toContain('a mail of the sender was not accepted: AccessDenied: ses:SendEmail');
  });

  it.each<[string, keyof Heard]>([
    ['delivery', 'delivered'],
    ['bounce', 'bounced'],
    ['complaint', 'complained'],
    ['unsubscribe', 'unsubscribed'],
  ])('fails when the %s is not heard of within two minutes, and clears up', async (name, fact) => {
    const { report, results, product, took } = await run({ deaf: [fact] });
    expect(report.verdict).toBe('failed');
    expect(results).toMatchObject({ acceptance: 'ok', [name]: 'failed' });
    expect(Object.values(results).filter((result) => result === 'failed')).toHaveLength(1);
    expect(took).toBeGreaterThanOrEqual(120_000);
    expect(took).toBeLessThan(125_000);
    expect(product.suppressed.size).toBe(0);
  });

  it('fails when the link to unsubscribe is broken, or suppresses nobody', async () => {
    const broken = await run({ linkFault: 'the page of its link answers 404', linkSuppresses: false });
    expect(broken.results).toMatchObject({ delivery: 'ok', unsubscribe: 'failed' });
    expect(summaryOf(broken.report)).toContain('answers 404');
    expect((await run({ linkSuppresses: false })).results.unsubscribe).toBe('failed');
  });
});
