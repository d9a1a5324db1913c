import type { Task } from '../../console/api/answers.ts';
import { formatsOf } from '../../console/logic/formats.ts';
import { holdSentence, type Told } from '../../console/logic/hold-sentence.ts';
import en, { type Words } from '../../console/words/en.ts';
import ja from '../../console/words/ja.ts';
import zh from '../../console/words/zh.ts';
import { HOLD_REASONS } from '../../core/runs/holds.ts';
import { RUN_ERRORS } from '../../core/runs/run.ts';

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
