import { type FilterImplOptions, type Liquid, toValue } from 'liquidjs';
import { type Meter, OPERAND, STEP } from './work.ts';

export type FilterHandler = Extract<FilterImplOptions, (...args: never[]) => unknown>;

/** Filters that look for a text in a text: in the worst case they compare each letter of both. */
const SEARCHING = new Set('replace replace_first replace_last remove remove_first remove_last split'.split(' '));
/** Comparisons of letters that take about as long as copying one. */
const COMPARISONS = 25;
/** Filters that evaluate something for each element of a list. */
const EVALUATING = new Set(
  `where reject group_by has find find_index map sum sort sort_natural
  where_exp reject_exp group_by_exp has_exp find_exp find_index_exp`.split(/\s+/),
);
/** Filters that put values into a list: a list in a list in a list soon has more elements than any memory. */
const NESTING = new Set(['concat', 'push', 'unshift']);
const JSON_FILTERS = new Set(['json', 'jsonify', 'inspect']);

/** Makes all filters of an engine count their work before they do it, and what they made. */
export function meterFilters(engine: Liquid): void {
  for (const [name, filter] of Object.entries(engine.filters)) engine.registerFilter(name, metered(name, filter));
}

function metered(name: string, filter: FilterImplOptions): FilterImplOptions {
  const isHandler = typeof filter === 'function';
  const work: FilterHandler = isHandler ? filter : filter.handler;
  const handler: FilterHandler = function (value, ...args) {
    const meter: Meter = this.context.memoryLimit;
    meter.use(STEP / 2);
    if (typeof value === 'string') meter.use(value.length);
    countBefore(name, value, args, meter);
    const result = work.call(this, value, ...args);
    if (typeof result === 'string' || Array.isArray(result)) meter.use(result.length);
    return result;
  };
  return isHandler ? handler : { ...filter, handler };
}

function countBefore(name: string, value: unknown, args: unknown[], meter: Meter): void {
  if (SEARCHING.has(name)) countSearch(value, args[0], meter);
  else if (NESTING.has(name)) for (const each of [value, ...args]) countWhole(each, meter);
  else if (JSON_FILTERS.has(name)) countWhole(value, meter, Number(args[0]) || 0);
  else if (EVALUATING.has(name) && Array.isArray(value)) {
    const expression = name.endsWith('_exp') ? textOf(args[1], meter).length : 1;
    meter.use(value.length * (STEP / 2 + expression * OPERAND));
  }
}

/** Looking for a text in a text, or for a value in a list. */
export function countSearch(where: unknown, what: unknown, meter: Meter): void {
  if (typeof where !== 'string' || typeof what !== 'string') countWhole(where, meter);
  else meter.use(where.length + (where.length * what.length) / COMPARISONS);
}

/** Every element and letter of a value; `indent` is that of each line and level, as JSON has it. */
export function countWhole(value: unknown, meter: Meter, indent = 0, level = 1): void {
  meter.use(OPERAND + Math.min(indent, 10) * level);
  if (typeof value === 'string') meter.use(value.length);
  else if (Array.isArray(value)) for (const each of value) countWhole(each, meter, indent, level + 1);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      meter.use(key.length);
      countWhole(each, meter, indent, level + 1);
    }
  }
}

/** A value as a text; the elements of a list are counted one by one. */
export function textOf(value: unknown, meter: Meter, separator = ''): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return String(toValue(value) ?? '');
  const parts: string[] = [];
  for (const each of value) {
    const text = textOf(each, meter, separator);
    meter.use(OPERAND + text.length);
    parts.push(text);
  }
  return parts.join(separator);
}
