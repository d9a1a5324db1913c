import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Condition, Query, Update, Value } from '../../core/tables.ts';
import { definedEntries } from './rules.ts';
import { indexKeys } from './table-definitions.ts';

/** Placeholders for names and values: a name may be a reserved word, and a value is never part of the text. */
class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: [string, AttributeValue][] = [];

  name(attribute: string): string {
    const placeholder = this.#names.get(attribute) ?? `#n${this.#names.size}`;
    this.#names.set(attribute, placeholder);
    return placeholder;
  }

  value(value: Value): string {
    const placeholder = `:v${this.#values.length}`;
    this.#values.push([placeholder, attributeValue(value)]);
    return placeholder;
  }

  /** DynamoDB refuses an empty map. */
  maps(): Pick<Expressions, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> {
    const names = [...this.#names].map(([attribute, placeholder]) => [placeholder, attribute] as const);
    return {
      ...(names.length > 0 ? { ExpressionAttributeNames: Object.fromEntries(names) } : {}),
      ...(this.#values.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(this.#values) } : {}),
    };
  }
}

export interface Expressions {
  ConditionExpression?: string;
  UpdateExpression?: string;
  KeyConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

function attributeValue(value: Value): AttributeValue {
  const { v } = marshall({ v: value }, { removeUndefinedValues: true });
  if (!v) throw new Error('a value has no form in DynamoDB');
  return v;
}

function conditionText(condition: Condition, use: Placeholders): string {
  if ('anyOf' in condition) {
    const choices = flatten(condition).map((choice) => conditionText(choice, use));
    // DynamoDB refuses redundant parentheses.
    return choices.length === 1 ? choices.join() : `(${choices.join(' OR ')})`;
  }
  if ('item' in condition) {
    return `${condition.item === 'exists' ? 'attribute_exists' : 'attribute_not_exists'}(${use.name('pk')})`;
  }
  const name = use.name(condition.attribute);
  if (!('value' in condition)) {
    return `${condition.is === 'present' ? 'attribute_exists' : 'attribute_not_exists'}(${name})`;
  }
  const comparison = `${name} ${condition.is} ${use.value(condition.value)}`;
  // DynamoDB holds a missing attribute to be unequal to everything; the port does not. AND binds before OR.
  return condition.is === '<>' ? `attribute_exists(${name}) AND ${comparison}` : comparison;
}

const flatten = (condition: Condition): Condition[] =>
  'anyOf' in condition ? condition.anyOf.flatMap(flatten) : [condition];

const conditionsText = (when: Condition[] | undefined, use: Placeholders): Expressions =>
  when && when.length > 0
    ? { ConditionExpression: when.map((condition) => conditionText(condition, use)).join(' AND ') }
    : {};

function updateText({ set, add, remove }: Update, use: Placeholders): string {
  const clauses = [
    ['SET', definedEntries(set).map(([name, value]) => `${use.name(name)} = ${use.value(value)}`)],
    ['ADD', Object.entries(add ?? {}).map(([name, amount]) => `${use.name(name)} ${use.value(amount)}`)],
    ['REMOVE', (remove ?? []).map((name) => use.name(name))],
  ] as const;
  return clauses
    .filter(([, parts]) => parts.length > 0)
    .map(([verb, parts]) => `${verb} ${parts.join(', ')}`)
    .join(' ');
}

/** The condition of a write, and the changes of an update, as expressions. */
export function writeExpressions(when: Condition[] | undefined, update?: Update): Expressions {
  const use = new Placeholders();
  const texts = {
    ...(update ? { UpdateExpression: updateText(update, use) } : {}),
    ...conditionsText(when, use),
  };
  return { ...texts, ...use.maps() };
}

/** The bounds of a query. An empty string bounds nothing. */
export function queryExpressions({ pk, index, from, to, prefix }: Query): Expressions {
  const use = new Placeholders();
  const names = index ? indexKeys(index) : { pk: 'pk', sk: 'sk' };
  const sk = () => use.name(names.sk);
  const parts = [`${use.name(names.pk)} = ${use.value(pk)}`];
  if (from && to) parts.push(`${sk()} BETWEEN ${use.value(from)} AND ${use.value(to)}`);
  else if (from) parts.push(`${sk()} >= ${use.value(from)}`);
  else if (to) parts.push(`${sk()} <= ${use.value(to)}`);
  else if (prefix) parts.push(`begins_with(${sk()}, ${use.value(prefix)})`);
  return { KeyConditionExpression: parts.join(' AND '), ...use.maps() };
}
