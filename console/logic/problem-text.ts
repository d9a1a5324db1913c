import type { FieldFault } from '../../adapters/api/problem.ts';
import type { Words } from '../words/en.ts';
import type { Formats } from './formats.ts';

/** A fault as the API tells it: `errors` by JSON Pointer. */
export interface Fault {
  code: string | null;
  detail: string;
  params: Readonly<Record<string, unknown>>;
  errors: readonly FieldFault[];
}

/** What to tell a user: by the code where the console has words for it, else the API's own English. */
export function problemText(fault: Fault, words: Words, formats: Formats): string {
  const { code, detail, params, errors } = fault;
  const { codes, tooManyOf } = words.problems;
  if (code !== 'invalid-request') return isKeyOf(codes, code) ? codes[code] : detail;
  const [first] = errors;
  if (first !== undefined) return namedFault(first, words, formats);
  return typeof params.max === 'number' ? tooManyOf(formats.count(params.max)) : codes[code];
}

/** What is wrong with one field. */
export function faultText(fault: FieldFault, { problems }: Words, formats: Formats): string {
  const { code, message, params = {} } = fault;
  const words = problems.fields;
  const { codes, written } = words;
  switch (code) {
    case 'too-small':
      return params.min === undefined ? codes.format : words.atLeast(amount(params.min, params.unit, words, formats));
    case 'too-big':
      return params.max === undefined
        ? problems.codes['request-too-large']
        : words.atMost(amount(params.max, params.unit, words, formats));
    case 'format':
      return isKeyOf(written, params.format) ? written[params.format] : codes.format;
    case 'not-allowed':
      return notAllowedText(fault, words);
    case 'too-far':
      return words.tooFar(valueText(params.maxDays, formats));
    case 'liquid':
      return words.liquid(valueText(params.line, formats));
    default:
      return isKeyOf(codes, code) ? codes[code] : message;
  }
}

/** The same for a place that is not the field itself. */
const namedFault = (fault: FieldFault, words: Words, formats: Formats): string => {
  const text = faultText(fault, words, formats);
  return fault.path === '' ? text : words.common.labelled(fault.path.slice(1), text);
};

type FieldWords = Words['problems']['fields'];

function notAllowedText({ path, params = {} }: FieldFault, words: FieldWords): string {
  if (path === '/url') return words.url;
  if (path === '/mailFrom') return words.mailFrom(String(params.only));
  const { allowed } = params;
  if (Array.isArray(allowed) && allowed.length > 0) return words.oneOf(allowed.map(String).join(', '));
  return words.codes['not-allowed'];
}

const amount = (value: unknown, unit: unknown, { units }: FieldWords, formats: Formats): string => {
  const text = valueText(value, formats);
  return isKeyOf(units, unit) ? units[unit](text) : text;
};

const valueText = (value: unknown, formats: Formats): string =>
  typeof value === 'number' ? formats.count(value) : String(value ?? '');

const isKeyOf = <T extends object>(of: T, key: unknown): key is keyof T =>
  typeof key === 'string' && Object.hasOwn(of, key);

/** Whether a fault is of a field, or of something within it. */
export const isAt = ({ path }: FieldFault, pointer: string): boolean =>
  path === pointer || path.startsWith(`${pointer}/`);

/** The faults that no field of the form shows. `fields`: the pointers of those that do. */
export const restOf = ({ errors }: Fault, fields: readonly string[], words: Words, formats: Formats): string[] =>
  errors
    .filter((fault) => !fields.some((field) => isAt(fault, field)))
    .map((fault) => namedFault(fault, words, formats));
