import type { FieldFault } from '../../adapters/api/problem.ts';
import { formatsOf } from '../../console/logic/formats.ts';
import { type Fault, faultText, isAt, problemText, restOf } from '../../console/logic/problem-text.ts';
import en, { type Words } from '../../console/words/en.ts';
import ja from '../../console/words/ja.ts';
import zh from '../../console/words/zh.ts';
import { FIELD_CODES, type FieldCode, PROBLEM_STATUS } from '../../core/problems.ts';
import { FAULT_STATUS } from '../../lambdas/http/problem-response.ts';

const LANGUAGES: [string, Words][] = [
  ['en', en],
  ['ja', ja],
  ['zh-CN', zh],
];
const CODES = [...Object.keys(PROBLEM_STATUS), ...Object.keys(FAULT_STATUS)];
const DETAIL = 'zzz as the API says it in English';

/** What the API says with each code, without and with what may be there. */
const PARAMS: Partial<Record<FieldCode, Record<string, unknown>[]>> = {
  type: [{}, { expected: 'int', min: 1, max: 9 }],
  'too-small': [{}, { min: 1, unit: 'occurrences' }, { min: '2026-10-01' }],
  'too-big': [{}, { max: 4_000_000, unit: 'bytes' }, { max: 20, unit: 'entries' }, { max: 5_000_000, unit: 'members' }],
  format: [{}, { format: 'email' }, { format: 'of-another-version' }],
  'not-allowed': [{}, { with: 'listId' }, { allowed: [] }, { allowed: ['a', 'b'] }],
  'too-far': [{ maxDays: 365 }],
  liquid: [{ line: 3, column: 1, detail: 'tag "if" not closed' }],
};

const fault = (code: string, params: Record<string, unknown> = {}, path = '/name'): FieldFault => ({
  path,
  message: DETAIL,
  code,
  params,
});
const problem = (change: Partial<Fault>): Fault => ({
  code: 'invalid-request',
  detail: DETAIL,
  params: {},
  errors: [],
  ...change,
});

describe.each(LANGUAGES)('in %s', (locale, words) => {
  const formats = formatsOf(locale);

  it.each(CODES)('the problem %s has a sentence', (code) => {
    const text = problemText(problem({ code }), words, formats);
    expect(text).toMatch(/.{3}[.。]$/u);
    expect(text).not.toContain(DETAIL);
  });

  it.each(FIELD_CODES)('the fault %s of a field has a sentence, whatever it says beside', (code) => {
    for (const params of PARAMS[code] ?? [{}]) {
      const text = faultText(fault(code, params), words, formats);
      expect(text).toMatch(/.{3}[.。]$/u);
      expect(text).not.toMatch(/zzz|undefined|null|NaN|\[object/);
    }
  });

  it('a code of a later version is said as the API says it', () => {
    expect(problemText(problem({ code: 'new-code' }), words, formats)).toBe(DETAIL);
    expect(problemText(problem({ code: null }), words, formats)).toBe(DETAIL);
    expect(faultText(fault('toString'), words, formats)).toBe(DETAIL);
  });
});

describe('in English', () => {
  const formats = formatsOf('en');
  const said = (...of: Parameters<typeof fault>) => faultText(fault(...of), en, formats).replace(/[\u2068\u2069]/g, '');

  it('a limit has its unit', () => {
    expect(said('too-big', { max: 4_000_000, unit: 'bytes' })).toBe('At most 4,000,000 bytes.');
    expect(said('too-small', { min: 2 })).toBe('At least 2.');
  });

  it('the allowed values are named', () => {
    expect(said('not-allowed', { allowed: ['blue', 'green'] })).toBe('Possible: blue, green.');
  });

  it('a rule of one field is said in its own words', () => {
    expect(said('not-allowed', {}, '/url')).toMatch(/https/);
    expect(said('not-allowed', { only: 'example.com' }, '/mailFrom')).toBe('Needs a subdomain of example.com.');
  });

  it('an invalid request names its first field, and a limit of things', () => {
    const errors = [fault('required', {}, '/subject'), fault('type')];
    expect(problemText(problem({ errors }), en, formats)).toBe('subject: This is needed.');
    expect(problemText(problem({ params: { max: 50 } }), en, formats)).toMatch(/^There are already 50/);
  });

  it('what no field shows is named, and what one shows is not', () => {
    const errors = [fault('no-such', {}, '/listIds/0'), fault('required', {}, '/from')];
    expect(restOf(problem({ errors }), ['/listIds'], en, formats)).toEqual(['from: This is needed.']);
  });
});

it('the fault of a part is one of its field', () => {
  expect(isAt(fault('no-such', {}, '/listIds/0'), '/listIds')).toBe(true);
  expect(isAt(fault('no-such', {}, '/listIds/0'), '/list')).toBe(false);
});
