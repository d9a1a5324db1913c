import type { DomainForecast } from '../../console/api/answers.ts';
import {
  byUrgency,
  type DnsRecord,
  dnsSentence,
  likelyZone,
  problemsIn,
  shortName,
  zoneFile,
} from '../../console/logic/dns.ts';
import { domainRamp, finishesOf, limitsOf, type ReputationChange } from '../../console/logic/domain-ramp.ts';
import { formatsOf } from '../../console/logic/formats.ts';
import {
  changesPlan,
  isSupposed,
  LEVEL_RULES,
  PARK_RULES,
  PLANS,
  planChange,
  stepsIn,
  suppositionOf,
  wholeNumber,
} from '../../console/logic/proposal.ts';
import { LIMITS, reputationNote } from '../../console/logic/reputation-note.ts';
import en, { type Words } from '../../console/words/en.ts';
import ja from '../../console/words/ja.ts';
import zh from '../../console/words/zh.ts';
import { DNS_CODES } from '../../core/domains/dns-records.ts';
import * as core from '../../core/warm-up/domain.ts';
import { blockCause, CHANGE_CAUSES, guardCause, lowerCause } from '../../core/warm-up/reputation.ts';
import { CHANGE_KINDS } from '../../core/warm-up/reputation-store.ts';

const LANGUAGES: [string, Words][] = [
  ['en', en],
  ['ja', ja],
  ['zh-CN', zh],
];

const NO_FIGURES = { mails: 0, delivered: 0, hardBounces: 0, bounces: 0, spamBounces: 0, complaints: 0, opened: 0 };

const record = (change: Partial<DnsRecord> = {}): DnsRecord => ({
  purpose: 'spf',
  type: 'TXT',
  name: 'bounce.news.example.com',
  expected: 'v=spf1 include:amazonses.com ~all',
  current: null,
  ok: false,
  hint: 'Add it.',
  code: 'add',
  params: {},
  ...change,
});

describe.each(LANGUAGES)('in %s', (locale, words) => {
  it.each(DNS_CODES)('the finding %s of a DNS record has a sentence', (code) => {
    const params = { name: 'NAME', value: 'VALUE', count: 2, domain: 'DOMAIN' };
    const sentence = dnsSentence(record({ code, params }), words);
    expect(sentence).toMatch(/.{6}/u);
    expect(sentence).not.toMatch(/undefined|null/);
  });

  it.each(CHANGE_KINDS.flatMap((kind) => CHANGE_CAUSES.map((cause) => [kind, cause] as const)))(
    'a domain that was %s for %s has a sentence',
    (kind, cause) => {
      const figures = {
        mails: 1_204,
        delivered: 1_000,
        hardBounces: 63,
        bounces: 80,
        spamBounces: 3,
        complaints: 2,
        opened: 0,
      };
      const change: ReputationChange = {
        kind,
        cause,
        at: '2026-10-03T01:00:00Z',
        level: 3,
        until: '2026-10-04T01:00:00Z',
        figures,
      };
      const note = reputationNote(change, {
        words,
        formats: formatsOf(locale, 'UTC'),
        now: Date.parse('2026-10-03T02:00:00Z'),
      });
      expect(note).toContain('1,204');
      expect(note).not.toMatch(/undefined|null|NaN/);
    },
  );
});

it('a hold says the figure, its limit, and of how many mails', () => {
  const figures = { ...NO_FIGURES, mails: 1_204, hardBounces: 63 };
  const held: ReputationChange = {
    kind: 'held',
    cause: 'hard-bounces',
    at: '2026-10-03T01:00:00Z',
    level: null,
    until: '2026-10-04T01:00:00Z',
    figures,
  };
  const at = { formats: formatsOf('en', 'UTC'), now: Date.parse('2026-10-03T02:00:00Z') };
  expect(reputationNote(held, { words: en, ...at })).toMatch(
    /^5\.2% of 1,204 mails came back for good\. The limit is 5%\./,
  );
});

it.each([
  ['held', 'hard-bounces', 'hardBounces', guardCause],
  ['held', 'complaints', 'complaints', guardCause],
  ['blocked', 'hard-bounces', 'hardBounces', blockCause],
  ['blocked', 'spam-bounces', 'spamBounces', blockCause],
  ['lowered', 'hard-bounces', 'hardBounces', lowerCause],
  ['lowered', 'spam-bounces', 'spamBounces', lowerCause],
  ['lowered', 'complaints', 'complaints', lowerCause],
] as const)('%s for %s: the limit that is told is that of the product', (kind, cause, name, causeOf) => {
  const mails = 100_000;
  const figuresAt = (n: number) => ({ ...NO_FIGURES, mails, delivered: mails, [name]: n });
  const limit = (LIMITS[kind][cause] ?? 0) * mails;
  expect(causeOf(figuresAt(limit + 1))).toBe(cause);
  expect(causeOf(figuresAt(limit - 1))).toBeNull();
});

it('a record that is right has no sentence, and an unknown code the words of the API', () => {
  expect(dnsSentence(record({ ok: true, code: null, hint: null }), en)).toBeNull();
  expect(dnsSentence(record({ code: 'of tomorrow' as 'add', hint: 'Do this.' }), en)).toBe('Do this.');
});

it('shows the records that fail first', () => {
  const records = [record({ ok: true }), record({ ok: null }), record({ ok: false })];
  expect(byUrgency(records).map(({ ok }) => ok)).toEqual([false, null, true]);
  expect(problemsIn(records)).toBe(1);
  expect(problemsIn([record({ ok: null })])).toBeNull();
});

it('names are short for providers that add the zone', () => {
  expect(likelyZone('news.example.com')).toBe('example.com');
  expect(shortName('_dmarc.news.example.com', 'example.com')).toBe('_dmarc.news');
  expect(shortName('example.com', 'example.com')).toBe('@');
});

it('writes a zone file: texts in quotes, hosts with a dot, without what is to be chosen', () => {
  const mx = record({ purpose: 'mx', type: 'MX', name: 'news.example.com', expected: 'a mail server' });
  const bounces = record({ purpose: 'mail-from', type: 'MX', expected: '10 feedback.example.com' });
  expect(zoneFile([record(), mx, bounces])).toBe(
    [
      'bounce.news.example.com. 3600 IN TXT "v=spf1 include:amazonses.com ~all"\n',
      'bounce.news.example.com. 3600 IN MX 10 feedback.example.com.\n',
    ].join(''),
  );
});

describe('a proposal', () => {
  it('knows the plans and rules of the product', () => {
    expect([PLANS, LEVEL_RULES, PARK_RULES]).toEqual([core.PLANS, core.LEVEL_RULES, core.PARK_RULES]);
  });

  it.each([
    ['500 1000 2000', [500, 1_000, 2_000]],
    ['500, 1000;2000\n3000', [500, 1_000, 2_000, 3_000]],
    ['500 0', null],
    ['many', null],
    ['', null],
  ])('reads the steps %j', (text, steps) => {
    expect(stepsIn(text)).toEqual(steps);
  });

  it('reads whole numbers as people write them', () => {
    expect([wholeNumber('20,000'), wholeNumber('20 000'), wholeNumber('-3'), wholeNumber('')]).toEqual([
      20_000,
      20_000,
      null,
      null,
    ]);
  });

  it('asks only for what differs, and leaves out what cannot be read', () => {
    expect(planChange({ plan: 'custom', steps: '100 200', level: '2' })).toEqual({
      plan: 'custom',
      steps: [100, 200],
      level: 2,
    });
    expect(planChange({ plan: 'unlimited', steps: '100', level: '2' })).toEqual({ plan: 'unlimited' });
    expect(planChange({ level: 'x', parkUntil: 'daily-anchor' })).toEqual({ parkUntil: 'daily-anchor' });
    expect(suppositionOf({ addMails: '9000' }, 'Another')).toEqual({
      add: [{ label: 'Another', mails: 9_000, at: null }],
    });
  });

  it('of a mailing alone has nothing to apply', () => {
    expect([isSupposed({ addMails: '5' }), changesPlan({ addMails: '5' }), isSupposed({})]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('the ramp of a domain', () => {
  const quota = { level: 1, limit: 500 };
  const days = [
    { day: '2026-10-03', ...quota, left: 0, planned: [{ taskId: 't1', label: null, mails: 40 }] },
    {
      day: '2026-10-04',
      level: null,
      limit: null,
      left: null,
      planned: [{ taskId: null, label: 'Another', mails: 9 }],
    },
  ];
  const forecast: DomainForecast = {
    now: '2026-10-03T02:00:00Z',
    days,
    tasks: [
      { taskId: 't1', label: null, finishesAt: null, finishesOn: '2026-10-04' },
      { taskId: null, label: 'Another', finishesAt: null, finishesOn: null },
    ],
    today: { days, tasks: [{ taskId: 't1', label: null, finishesAt: null, finishesOn: '2026-10-03' }] },
  };
  const warmUp = {
    ...({
      plan: 'standard',
      steps: null,
      levelRule: 'sending-days',
      parkUntil: 'after-24h',
      limitOther: false,
    } as const),
    ...{ day: '2026-10-03', ...quota, sent: 460, other: 0, left: 0, reserved: 0, heldUntil: null },
    history: [{ day: '2026-10-02', ...quota, sent: 500, other: 0, changes: [] }],
  };

  it('joins what was sent with what is planned', () => {
    const ramp = domainRamp(warmUp, days, { nameOf: (id) => `Task ${id}`, noteOf: () => '' });
    expect(
      ramp.map(({ day, sent, planned }) => [day, sent, planned.map(({ name, mails }) => `${name} ${mails}`)]),
    ).toEqual([
      ['2026-10-02', 500, []],
      ['2026-10-03', 460, ['Task t1 40']],
      ['2026-10-04', 0, ['Another 9']],
    ]);
    expect(limitsOf(days)).toEqual(new Map([['2026-10-03', 500]]));
  });

  it('says of each task when it is done before and after', () => {
    expect(finishesOf(forecast).map(({ before, after }) => [before, after])).toEqual([
      ['2026-10-03', '2026-10-04'],
      [undefined, null],
    ]);
  });
});
