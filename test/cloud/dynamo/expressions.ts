import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Attributes, compare, isEqual, textOf } from './attributes.ts';

/** The expressions that the product writes, read again: conditions, updates and the keys of queries. */

export interface Names {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

type Condition =
  | { kind: 'or' | 'and'; parts: Condition[] }
  | { kind: 'exists' | 'missing'; name: string }
  | { kind: 'compare'; name: string; operator: string; value: string };

const TOKEN = /\(|\)|<=|>=|<>|=|<|>|[#:]?\w+/g;

/** Texts repeat, as they hold placeholders only. */
const parsed = new Map<string, Condition>();

function conditionOf(text: string): Condition {
  const known = parsed.get(text);
  if (known) return known;
  const condition = new ConditionParser(text.match(TOKEN) ?? []).parse();
  parsed.set(text, condition);
  return condition;
}

class ConditionParser {
  readonly #tokens: string[];
  #at = 0;

  constructor(tokens: string[]) {
    this.#tokens = tokens;
  }

  parse(): Condition {
    const condition = this.#or();
    if (this.#at < this.#tokens.length) throw new Error(`unread expression: ${this.#tokens.slice(this.#at).join(' ')}`);
    return condition;
  }

  #or(): Condition {
    const parts = [this.#and()];
    while (this.#takes('OR')) parts.push(this.#and());
    return { kind: 'or', parts };
  }

  #and(): Condition {
    const parts = [this.#one()];
    while (this.#takes('AND')) parts.push(this.#one());
    return { kind: 'and', parts };
  }

  #one(): Condition {
    if (this.#takes('(')) {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    const first = this.#next();
    if (first === 'attribute_exists' || first === 'attribute_not_exists') {
      this.#expect('(');
      const name = this.#next();
      this.#expect(')');
      return { kind: first === 'attribute_exists' ? 'exists' : 'missing', name };
    }
    return { kind: 'compare', name: first, operator: this.#next(), value: this.#next() };
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('an expression ends too early');
    this.#at += 1;
    return token;
  }

  #takes(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#takes(token)) throw new Error(`an expression lacks ${token}`);
  }
}

const nameOf = (placeholder: string, names: Names): string => {
  const name = names.ExpressionAttributeNames?.[placeholder];
  if (name === undefined) throw new Error(`no name ${placeholder}`);
  return name;
};

const valueAt = (placeholder: string, names: Names): AttributeValue => {
  const value = names.ExpressionAttributeValues?.[placeholder];
  if (value === undefined) throw new Error(`no value ${placeholder}`);
  return value;
};

/** Whether a condition holds of an item, or of its absence. */
export const holds = (text: string | undefined, names: Names, item: Attributes | undefined): boolean =>
  text === undefined || isMet(conditionOf(text), names, item);

function isMet(condition: Condition, names: Names, item: Attributes | undefined): boolean {
  switch (condition.kind) {
    case 'or':
      return condition.parts.some((part) => isMet(part, names, item));
    case 'and':
      return condition.parts.every((part) => isMet(part, names, item));
    case 'exists':
      return item?.[nameOf(condition.name, names)] !== undefined;
    case 'missing':
      return item?.[nameOf(condition.name, names)] === undefined;
    case 'compare':
      return compares(item?.[nameOf(condition.name, names)], condition.operator, valueAt(condition.value, names));
  }
}

function compares(actual: AttributeValue | undefined, operator: string, wanted: AttributeValue): boolean {
  if (actual === undefined) return operator === '<>';
  if (operator === '=') return isEqual(actual, wanted);
  if (operator === '<>') return !isEqual(actual, wanted);
  const order = compare(actual, wanted);
  if (order === undefined) return false;
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

/** What an item is after an update. @throws when something is added to what is no number. */
export function updated(text: string, names: Names, key: Attributes, old: Attributes | undefined): Attributes {
  const item: Record<string, AttributeValue> = { ...(old ?? key) };
  for (const [, verb, rest = ''] of text.matchAll(/(SET|ADD|REMOVE) (.*?)(?= (?:SET|ADD|REMOVE) |$)/g)) {
    for (const part of rest.split(', ')) {
      const [placeholder = '', value = ''] = part.split(verb === 'SET' ? ' = ' : ' ');
      const name = nameOf(placeholder, names);
      if (verb === 'REMOVE') delete item[name];
      else if (verb === 'SET') item[name] = valueAt(value, names);
      else item[name] = sum(item[name], valueAt(value, names));
    }
  }
  return item;
}

function sum(before: AttributeValue | undefined, added: AttributeValue): AttributeValue {
  if (before !== undefined && before.N === undefined) {
    const error = new Error('An operand in the update expression has an incorrect data type');
    error.name = 'ValidationException';
    throw error;
  }
  return { N: String(Number(before?.N ?? 0) + Number(added.N)) };
}

/** The bounds of a query: its partition, and which sort keys. */
export interface KeyRange {
  pk: string;
  from?: string;
  to?: string;
  prefix?: string;
}

const RANGE = /^#\w+ = (:\w+)(?: AND (?:begins_with\(#\w+, (:\w+)\)|#\w+ (BETWEEN|>=|<=) (:\w+)(?: AND (:\w+))?))?$/;

export function keyRange(text: string, names: Names): KeyRange {
  const match = RANGE.exec(text);
  if (!match) throw new Error(`not a key condition: ${text}`);
  const [, pk, prefix, operator, first, second] = match;
  const read = (placeholder: string | undefined) => textOf(valueAt(placeholder ?? '', names));
  const range: KeyRange = { pk: read(pk) };
  if (prefix) range.prefix = read(prefix);
  if (operator === '>=' || operator === 'BETWEEN') range.from = read(first);
  if (operator === '<=') range.to = read(first);
  if (operator === 'BETWEEN') range.to = read(second);
  return range;
}
