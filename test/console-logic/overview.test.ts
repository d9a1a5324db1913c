import type { Overview } from '../../console/api/overview.ts';
import { isNew, nextStep, shownSteps } from '../../console/logic/checklist.ts';
import { formatsOf } from '../../console/logic/formats.ts';
import { noticePage, noticeText } from '../../console/logic/notice-text.ts';
import { offsetText, quotaDayOf } from '../../console/logic/quota-day.ts';
import { sampleReaders } from '../../console/logic/sample-campaign.ts';
import { standingOfAll } from '../../console/logic/standing-of-all.ts';
import type { Standing } from '../../console/logic/task-state.ts';
import { busiestDomain, sumOf } from '../../console/logic/week.ts';
import en, { type Words } from '../../console/words/en.ts';
import ja from '../../console/words/ja.ts';
import zh from '../../console/words/zh.ts';
import { NOTICE_CODES } from '../../core/overview/notices.ts';

const LANGUAGES: [string, Words][] = [
  ['en', en],
  ['ja', ja],
  ['zh-CN', zh],
];

describe('the checklist', () => {
  const step = (name: string, done: boolean | null) => ({ step: name, done }) as Overview['steps'][number];

  it('is shown until the first mailing is known to be over', () => {
    expect(isNew([step('domain', true), step('task', false)])).toBe(true);
    expect(isNew([step('domain', false), step('task', true)])).toBe(false);
  });

  it('leads to the first step that is open, past those of which nothing is known', () => {
    expect(nextStep([step('sandbox', null), step('domain', true), step('dns', false), step('list', false)])).toBe(
      'dns',
    );
    expect(nextStep([step('domain', true)])).toBeNull();
  });

  it('has no sandbox without SES', () => {
    expect(shownSteps([step('sandbox', null), step('dns', null)])).toEqual([step('dns', null)]);
    expect(shownSteps([step('sandbox', false)])).toHaveLength(1);
  });
});

describe('what somebody should look at', () => {
  const PARAMS: Record<string, unknown> = {
    domain: 'news.example.com',
    until: '2027-03-02T00:00:00.000Z',
    since: null,
    taskId: '12',
    name: 'Autumn letter',
    perDay: 50_000,
    rate: 0.0521,
    mails: 1_204,
    limit: 0.05,
  };

  it.each(NOTICE_CODES)('%s has a sentence in each language', (code) => {
    for (const [locale, words] of LANGUAGES) {
      for (const params of [PARAMS, { ...PARAMS, since: '2027-03-01T00:00:00.000Z', name: null }]) {
        const text = noticeText({ code, params }, { words, formats: formatsOf(locale, 'UTC'), now: 0 });
        expect(text).toMatch(/.{8}[.。]$/u);
        expect(text).not.toMatch(/undefined|null|NaN|Invalid/);
      }
    }
  });

  it('names the rate, what it is of, and the limit', () => {
    const notice = { code: 'bounce-rate', params: PARAMS } as const;
    expect(noticeText(notice, { words: en, formats: formatsOf('en'), now: 0 })).toMatch(
      /^5.2% of 1,204 mails .* 5% on/,
    );
    expect(noticePage({ code: 'dns-broken', params: PARAMS })).toBe('/console/domains/news.example.com');
  });
});

it('the days of the week together have the rates of the statistics', () => {
  const day = { day: '2027-03-01', accepted: 60, delivered: 50, bounced: 3, complained: 1 };
  expect(sumOf([day, day])).toEqual({
    accepted: 120,
    delivered: 100,
    bounced: 6,
    complained: 2,
    rates: { delivered: 100 / 120, bounced: 0.05, complained: 0.02 },
  });
  expect(sumOf([]).rates).toEqual({ delivered: null, bounced: null, complained: null });
});

it('the ramp at first is that of the domain with most parked mails', () => {
  const domains = ['a.example', 'b.example'].map((domain) => ({ domain }));
  const task = (domain: string, cached: number) => ({ domain, counts: { cached } });
  expect(busiestDomain(domains, [task('a.example', 5), task('b.example', 4), task('b.example', 4)])).toBe('b.example');
  expect(busiestDomain(domains, [])).toBe('a.example');
  expect(busiestDomain([], [])).toBeNull();
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
