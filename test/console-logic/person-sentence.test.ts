import type { Person, PersonMail } from '../../console/api/answers.ts';
import { formatsOf } from '../../console/logic/formats.ts';
import { nameOf, personSentence } from '../../console/logic/person-sentence.ts';
import en, { type Words } from '../../console/words/en.ts';
import ja from '../../console/words/ja.ts';
import zh from '../../console/words/zh.ts';
import { SUPPRESSION_REASONS } from '../../core/audience/suppressions.ts';
import { MAIL_FACTS, MAIL_STATUSES } from '../../core/insight/mail-item.ts';
import { CAUSE_CODES, causeOf } from '../../core/mail/cause.ts';
import { OUTCOMES } from '../../core/tasks/list-recipients.ts';

const NOW = Date.parse('2026-12-03T02:00:00Z');
const BOUNCED = '2026-10-03T02:00:00Z';
const LANGUAGES: [string, Words][] = [
  ['en', en],
  ['ja', ja],
  ['zh-CN', zh],
];

type Delivery = NonNullable<PersonMail['delivery']>;
type Facts = Omit<Delivery, 'status' | 'bounce'>;

const NO_FACTS = Object.fromEntries(MAIL_FACTS.map((fact) => [fact, null])) as Facts;

const delivery = (status: Delivery['status'], facts: Partial<Delivery> = {}): Delivery => ({
  ...NO_FACTS,
  status,
  bounce: null,
  ...facts,
});

const mail = (change: Partial<PersonMail> = {}): PersonMail => ({
  mailId: '1-2-3-4',
  taskId: '1',
  runId: '1-2',
  taskName: 'Autumn letter',
  subject: null,
  domain: 'news.example.com',
  outcome: 'sent',
  reason: null,
  cause: null,
  at: BOUNCED,
  delivery: null,
  ...change,
});

const person = (change: Partial<Person> = {}): Person => ({
  email: 'ann@example.com',
  suppressions: [],
  lists: [{ listId: '7', name: 'Readers', data: { name: 'Ann' } }],
  mails: [],
  more: false,
  ...change,
});

const say = (of: Person, [locale, words]: [string, Words] = ['en', en], stands: string | null = null): string =>
  personSentence(of, {
    words,
    formats: formatsOf(locale, 'Asia/Tokyo'),
    now: NOW,
    standsBecause: () => stands,
  }).replace(/[\u2068\u2069]/g, '');

const suppressed = (reason: Person['suppressions'][number]['reason']) => ({
  reason,
  domain: reason === 'unsubscribe' ? 'news.example.com' : null,
  createdAt: BOUNCED,
});

const skipped = (reason: string, outcome: 'skipped' | 'failed' = 'skipped') =>
  mail({ mailId: null, outcome, reason, cause: causeOf(outcome, reason) });

it('says that she has not got a mail because her address bounced, when, and with which code', () => {
  const bounced = mail({
    taskName: 'Summer letter',
    delivery: delivery('bounced', {
      bouncedAt: BOUNCED,
      bounce: { kind: 'permanent', status: '5.1.1', isSpam: false },
    }),
  });
  const of = person({ suppressions: [suppressed('bounce')], mails: [skipped('suppressed'), bounced] });
  expect(say(of)).toBe('Ann has not got “Autumn letter” because their address bounced (Oct 3, 2026 11:00, 5.1.1).');
  expect(say(of, ['ja', ja])).toBe(
    'アドレスがバウンスした（2026年10月3日 11:00, 5.1.1）ため、Ann に「Autumn letter」は届いていません。',
  );
  expect(say(of, ['zh-CN', zh])).toBe('Ann 未收到“Autumn letter”，因为地址退信（2026年10月3日 11:00, 5.1.1）。');
});

describe.each(LANGUAGES)('in %s', (...language) => {
  const said = (of: Person, stands: string | null = null): string => {
    const sentence = say(of, language, stands);
    expect(sentence).toMatch(/[.。]$/u);
    expect(sentence).not.toMatch(/undefined|null|NaN|Invalid|\[object/);
    return sentence;
  };

  it.each(CAUSE_CODES)('the cause %s has a sentence, whether or not more is known', (code) => {
    const texts = ['failed', 'skipped'].map((outcome) => {
      const of = skipped(code === 'refused' ? '550 no such mailbox' : `${code}: name`, outcome as 'failed' | 'skipped');
      return said(
        person({ mails: [{ ...of, cause: { code, variable: code === 'missing-variable' ? 'name' : null } }] }),
      );
    });
    for (const text of texts) expect(text).toContain('Autumn letter');
    said(person({ mails: [{ ...skipped(code), reason: null, cause: { code, variable: null } }] }));
  });

  it('each cause has a sentence of its own', () => {
    const codes = CAUSE_CODES.filter((code) => code !== 'no-answer');
    const sentences = codes.map((code) =>
      said(person({ mails: [{ ...skipped(code), cause: { code, variable: 'name' } }] })),
    );
    expect(new Set(sentences).size).toBe(codes.length);
  });

  it.each(SUPPRESSION_REASONS)('the suppression %s has a sentence, with mails and without', (reason) => {
    const of = { suppressions: [suppressed(reason)] };
    const alone = said(person(of));
    const cause = reason === 'unsubscribe' ? 'unsubscribed' : 'suppressed';
    const withMail = said(person({ ...of, mails: [skipped(cause)] }));
    expect(withMail).not.toBe(alone);
    if (reason === 'unsubscribe') expect(withMail).toContain('news.example.com');
  });

  it.each(MAIL_STATUSES)('the delivery %s has a sentence, with its times and without', (status) => {
    const facts = Object.fromEntries(MAIL_FACTS.map((fact) => [fact, BOUNCED])) as Facts;
    const bounce = { kind: 'permanent', status: null, isSpam: false } as const;
    for (const known of [{}, facts, { ...facts, bounce }])
      said(person({ mails: [mail({ delivery: delivery(status, known) })] }));
    said(person({ mails: [mail({ outcome: 'unknown', delivery: delivery(status, facts) })] }));
  });

  it.each([...OUTCOMES, null])('the outcome %s has a sentence without a reason', (outcome) => {
    const text = said(person({ mails: [mail({ outcome, at: null })] }));
    expect(text).toContain('Ann');
  });

  it('says of what is still to come why it waits, where that is known', () => {
    const of = person({ mails: [mail({ outcome: null, at: null, mailId: null })] });
    expect(said(of, 'STANDS。')).toContain('STANDS');
  });

  it('has a sentence for a stranger, and for somebody who was sent nothing', () => {
    expect(said(person({ lists: [] }))).toContain('ann@example.com');
    expect(said(person())).toContain('Ann');
  });
});

it.each([
  [{ name: 'Ann' }, 'Ann'],
  [{ first_name: ' Ann\n Bo ' }, 'Ann Bo'],
  [{ 氏名: '山田 花子' }, '山田 花子'],
  [{ company: 'Tea Ltd', name: '' }, 'ann@example.com'],
  [{ name: 7 }, 'ann@example.com'],
  [null, 'ann@example.com'],
])('calls somebody with the data %j %s', (data, name) => {
  expect(nameOf({ email: 'ann@example.com', lists: [{ listId: '1', name: 'x', data }] })).toBe(name);
});

it('keeps a name and a title from changing the direction of the text around them', () => {
  const of = person({ lists: [{ listId: '7', name: 'x', data: { name: '\u202egnp' } }], mails: [mail()] });
  const sentence = personSentence(of, { words: en, formats: formatsOf('en'), now: NOW, standsBecause: () => null });
  expect(sentence).toContain('\u2068\u202egnp\u2069');
  expect(sentence).toContain('\u2068Autumn letter\u2069');
});
