import type { Task } from '../../console/api/answers.ts';
import { formatsOf } from '../../console/logic/formats.ts';
import {
  attachedBytes,
  type HoldFigures,
  importFigure,
  missingRecord,
  REPUTATION_LIMITS,
  reputationFigure,
} from '../../console/logic/hold-figures.ts';
import { holdSentence, type Told } from '../../console/logic/hold-sentence.ts';
import en, { type Words } from '../../console/words/en.ts';
import ja from '../../console/words/ja.ts';
import zh from '../../console/words/zh.ts';
import { HOLD_REASONS } from '../../core/runs/holds.ts';
import { RUN_ERRORS } from '../../core/runs/run.ts';
import { blockCause, guardCause } from '../../core/warm-up/reputation.ts';

const NOW = Date.parse('2026-10-03T02:00:00Z');
const RESUMES = '2026-10-04T11:45:00Z';
const LANGUAGES: [string, Words][] = [
  ['en', en],
  ['ja', ja],
  ['zh-CN', zh],
];

const counts = { requested: 3_500, sent: 480, failed: 20, skipped: 0, unknown: 0, cached: 3_000, inFlight: 0 };

const told = (change: Partial<Told>): Told => ({
  status: 'paused',
  error: null,
  hold: null,
  counts,
  startAt: RESUMES,
  domain: 'news.example.com',
  ...change,
});

const held = (change: Partial<NonNullable<Task['hold']>>): Told =>
  told({
    hold: {
      reason: 'warm-up-quota',
      since: '2026-10-03T01:00:00Z',
      by: null,
      resumesAt: RESUMES,
      behind: null,
      lastAnswer: null,
      advice: '',
      ...change,
    },
  });

const say = (task: Told, locale = 'en', words: Words = en): string | null =>
  holdSentence(task, {
    words,
    formats: formatsOf(locale, 'Asia/Tokyo'),
    now: NOW,
    nameOf: () => 'Weekly letter',
  })?.replace(/[\u2068\u2069]/g, '') ?? null;

describe.each(LANGUAGES)('in %s', (locale, words) => {
  it.each(HOLD_REASONS)('the hold %s has a sentence, with and without what may be unknown', (reason) => {
    for (const unknown of [{}, { resumesAt: null, since: null }, { behind: '12' }, { lastAnswer: '421 busy' }]) {
      const sentence = say(held({ reason, ...unknown }), locale, words);
      expect(sentence).toMatch(/.{8}[.。]?/u);
      expect(sentence).not.toMatch(/undefined|null|NaN|Invalid/);
    }
  });

  it.each(RUN_ERRORS)('the error %s has a sentence', (error) => {
    const sentence = say(told({ status: 'error', error }), locale, words);
    expect(sentence).toMatch(/.{8}/u);
    expect(sentence).not.toMatch(/undefined|null|NaN|Invalid/);
  });

  it('a task that has not started says when it will', () => {
    expect(say(told({ status: 'waiting' }), locale, words)).toContain('20:45');
  });
});

const FIGURES: HoldFigures = {
  limit: 500,
  accountPerDay: 50_000,
  reputation: { cause: 'hard-bounces', share: 0.052, mails: 1_204, limit: 0.05 },
  import: { list: 'Readers', share: 0.625 },
  missing: { type: 'CNAME', name: 'abc._domainkey.news.example.com' },
  attached: 12_100_000,
};
const ANN = { keyId: 'k1', name: 'Ann' };

describe.each(LANGUAGES)('with all figures, in %s', (locale, words) => {
  it.each([
    ['the limit of today', held({}), ['500', '3,000', '20:45', 'news.example.com']],
    ['when it is done', { ...held({}), finishesOn: '2026-10-09' }, ['9']],
    ['who was parked first', held({ behind: '12' }), ['Weekly letter', '20:45']],
    ['the quota of the account', held({ reason: 'account-quota' }), ['50,000', '20:45']],
    ['the share that bounced', held({ reason: 'reputation' }), ['5.2%', '1,204', '5%', 'news.example.com', '20:45']],
    ['how far the import is', held({ reason: 'list-import' }), ['Readers', '62.5%']],
    ['who paused it, and when', held({ reason: 'user', by: ANN }), ['Ann', '10:00']],
    ['who holds everything, and since when', held({ reason: 'hold-all', by: ANN }), ['Ann', '10:00']],
    [
      'the record that fails',
      told({ status: 'error', error: 'domain-not-verified' }),
      ['CNAME', 'abc._domainkey.news.example.com', '3,000'],
    ],
    ['what the attachments weigh', told({ status: 'error', error: 'mail-too-large' }), ['12.1']],
    ['when it starts', told({ status: 'waiting' }), ['20:45']],
  ] as [string, Told, string[]][])('%s', (_, task, parts) => {
    const sentence = say({ ...task, figures: FIGURES }, locale, words) ?? '';
    for (const part of parts) expect(sentence).toContain(part);
    expect(sentence).not.toMatch(/undefined|null|NaN|Invalid/);
  });

  it('an import of which only the list is known names it', () => {
    const task = held({ reason: 'list-import' });
    expect(say({ ...task, figures: { import: { list: 'Readers', share: null } } }, locale, words)).toContain('Readers');
  });
});

describe('the figures of a hold', () => {
  const figures = {
    mails: 1_204,
    delivered: 0,
    hardBounces: 63,
    bounces: 70,
    spamBounces: 0,
    complaints: 1,
    opened: 0,
  };
  const change = {
    kind: 'held',
    cause: 'hard-bounces',
    at: '2026-10-03T01:00:00Z',
    level: null,
    until: RESUMES,
    figures,
  };
  const history = (...changes: object[]) =>
    ({ history: [{ day: '2026-10-03', changes }] }) as unknown as Parameters<typeof reputationFigure>[0];

  it('are those of the latest hold of the domain', () => {
    const earlier = { ...change, at: '2026-10-02T01:00:00Z', cause: 'complaints' };
    const raised = { ...change, at: '2026-10-03T02:00:00Z', kind: 'raised', cause: 'quality', until: null };
    expect(reputationFigure(history(raised, earlier, change))).toEqual({
      cause: 'hard-bounces',
      share: 63 / 1_204,
      mails: 1_204,
      limit: 0.05,
    });
    expect(reputationFigure(history(raised))).toBeNull();
  });

  it.each([
    ['held', 'hard-bounces', 'hardBounces', guardCause],
    ['held', 'complaints', 'complaints', guardCause],
    ['blocked', 'hard-bounces', 'hardBounces', blockCause],
    ['blocked', 'spam-bounces', 'spamBounces', blockCause],
  ] as const)('a domain is %s by %s from the limit on that is shown', (kind, cause, count, causeOf) => {
    const clean = {
      mails: 100_000,
      delivered: 0,
      hardBounces: 0,
      bounces: 0,
      spamBounces: 0,
      complaints: 0,
      opened: 0,
    };
    const least = (REPUTATION_LIMITS[kind][cause] ?? 0) * clean.mails;
    expect(causeOf({ ...clean, [count]: least - 1 })).toBeNull();
    expect(causeOf({ ...clean, [count]: least + 1 })).toBe(cause);
  });

  it('name the signature that fails, for nothing else verifies a domain', () => {
    const record = {
      type: 'CNAME',
      name: 'a',
      ok: true,
      expected: '',
      current: null,
      hint: null,
      code: null,
      params: {},
    };
    const dns = (...some: object[]) =>
      some.map((one) => ({ ...record, ...one })) as Parameters<typeof missingRecord>[0];
    const spf = { purpose: 'spf', ok: false, type: 'TXT', name: 'spf' };
    expect(missingRecord(dns(spf, { purpose: 'dkim' }, { purpose: 'dkim', ok: false, name: 'b' }))).toEqual({
      type: 'CNAME',
      name: 'b',
    });
    expect(missingRecord(dns(spf))).toBeNull();
  });

  it('say how far an import is, while there is one', () => {
    const list = (change: object | null) =>
      ({ name: 'Readers', lastImport: change }) as unknown as Parameters<typeof importFigure>[0];
    expect(importFigure(list({ status: 'running', bytes: 100, bytesRead: 62 }))).toEqual({
      list: 'Readers',
      share: 0.62,
    });
    expect(importFigure(list({ status: 'waiting', bytes: null, bytesRead: 0 }))).toEqual({
      list: 'Readers',
      share: null,
    });
    expect(importFigure(list({ status: 'finished', bytes: 100, bytesRead: 100 }))).toBeNull();
    expect(importFigure(list(null))).toBeNull();
  });

  it('weigh attachments as base64', () => {
    const attachments = [{ name: 'a.pdf', contentType: null, size: 9_000_000 }];
    expect(attachedBytes({ attachments })).toBe(12_000_000);
    expect(attachedBytes({})).toBeNull();
  });
});

it('a parked task says when it goes on, in the zone of who reads it', () => {
  expect(say(held({}))).toBe(
    'Today’s mails of news.example.com are sent. The other 3,000 go on tomorrow 20:45 by themselves.',
  );
});

it('names the task that was parked first', () => {
  expect(say(held({ behind: '12' }))).toMatch(/^Weekly letter was parked first/);
});

it('repeats the last answer of a mail server', () => {
  expect(say(held({ reason: 'mail-server', lastAnswer: '421 busy' }))).toMatch(/It said: 421 busy$/);
});

it.each(['preparing', 'sending', 'finished', 'cancelled'] as const)('a task that is %s needs no sentence', (status) => {
  expect(say(told({ status }))).toBeNull();
});
