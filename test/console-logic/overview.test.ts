import { stepFacts } from '../../console/logic/checklist.ts';
import { noticesOf } from '../../console/logic/notices-of.ts';
import { offsetText, quotaDayOf } from '../../console/logic/quota-day.ts';
import { sampleReaders } from '../../console/logic/sample-campaign.ts';
import { standingOfAll } from '../../console/logic/standing-of-all.ts';
import type { Standing } from '../../console/logic/task-state.ts';

const domain = (more: object = {}) => ({
  domain: 'news.example.com',
  status: 'verified',
  dns: [{ ok: true }, { ok: null }],
  warmUp: { other: 0, history: [{ other: 0 }], heldUntil: null },
  ...more,
});

describe('the checklist', () => {
  const facts = { sandbox: false, domains: [domain()], hasList: true, hasTemplate: false, hasTask: false };

  it('ticks what is there', () => {
    const expected = { sandbox: true, domain: true, dns: true, list: true, template: false, test: false, task: false };
    expect(stepFacts(facts)).toEqual(expected);
  });

  it('knows a test by a mail that is no bulk mail, today or before', () => {
    const tested = domain({ warmUp: { other: 0, history: [{ other: 1 }], heldUntil: null } });
    expect(stepFacts({ ...facts, domains: [tested] }).test).toBe(true);
  });

  it.each([
    ['that is not verified', { status: 'pending' }],
    ['with a record that is wrong', { dns: [{ ok: false }] }],
  ])('leaves the DNS open for a domain %s', (_, more) => {
    expect(stepFacts({ ...facts, domains: [domain(more)] }).dns).toBe(false);
  });

  it('says nothing of what is not known, and has no sandbox without SES', () => {
    const unknown = { sandbox: undefined, domains: undefined, hasList: undefined, hasTemplate: undefined };
    expect(Object.values(stepFacts({ ...unknown, hasTask: undefined }))).toEqual(Array(7).fill(undefined));
    expect(stepFacts({ ...facts, sandbox: null }).sandbox).toBe(true);
  });
});

describe('what somebody should look at', () => {
  it('is nothing where all is well', () => {
    expect(noticesOf({ sandbox: null, sendingEnabled: null, hold: null }, [domain()])).toEqual([]);
    expect(noticesOf(undefined, [])).toEqual([]);
  });

  it('is the account first, then each domain', () => {
    const until = '2027-03-02T00:00:00.000Z';
    const held = domain({ warmUp: { other: 0, history: [], heldUntil: until } });
    const seen = [domain({ status: 'failed' }), domain({ dns: [{ ok: false }] }), held];
    const notices = noticesOf({ sandbox: true, sendingEnabled: false, hold: null }, seen);
    expect(notices.map(({ code }) => code)).toEqual([
      'sending-disabled',
      'sandbox',
      'domain-unverified',
      'dns-broken',
      'reputation-held',
    ]);
    expect(notices.at(-1)).toMatchObject({ domain: 'news.example.com', until });
  });
});

it('the quota day begins where its offset has midnight', () => {
  const at = Date.parse('2027-03-01T20:00:00Z');
  expect([quotaDayOf(at, 0), quotaDayOf(at, 540), quotaDayOf(at, -720), quotaDayOf(at, 540, 6)]).toEqual([
    '2027-03-01',
    '2027-03-02',
    '2027-03-01',
    '2027-02-24',
  ]);
});

it('the campaign to play with has 8,500 readers, each once', () => {
  const readers = sampleReaders();
  expect(new Set(readers.map(({ email }) => email)).size).toBe(8_500);
  expect(readers.every(({ data: { name } }) => name !== '')).toBe(true);
});

it('all tasks together: what is parked goes on by itself, what a user paused or is in error needs somebody', () => {
  const task = (status: string, reason?: string, resumesAt: string | null = null) =>
    ({ status, hold: reason === undefined ? null : { reason, resumesAt } }) as Standing;
  const tasks = [
    task('sending'),
    task('preparing'),
    task('paused', 'warm-up-quota', '2027-03-03T00:00:00.000Z'),
    task('paused', 'account-quota', '2027-03-02T00:00:00.000Z'),
    task('paused', 'user'),
    task('error'),
    task('waiting'),
  ];
  const expected = { sending: 2, parked: 2, goesOnAt: '2027-03-02T00:00:00.000Z', waiting: 1, needing: 2 };
  expect(standingOfAll(tasks)).toEqual(expected);
});

it('an offset is written as people write it', () => {
  expect([0, 540, -210].map(offsetText)).toEqual(['UTC+00:00', 'UTC+09:00', 'UTC−03:30']);
});
