import type { Condition, Item } from '../../core/tables.ts';
import { compare, isEqual } from './values.ts';

function isMet(condition: Condition, item: Item | undefined): boolean {
  if ('anyOf' in condition) return condition.anyOf.some((choice) => isMet(choice, item));
  if ('item' in condition) return (item !== undefined) === (condition.item === 'exists');
  const actual = item?.[condition.attribute];
  if (!('value' in condition)) return (actual !== undefined) === (condition.is === 'present');
  if (actual === undefined) return false;
  if (condition.is === '=') return isEqual(actual, condition.value);
  if (condition.is === '<>') return !isEqual(actual, condition.value);
  const order = compare(actual, condition.value);
  if (order === undefined) return false;
  switch (condition.is) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Whether all conditions hold of an item, or of its absence. */
export const holds = (conditions: Condition[] | undefined, item: Item | undefined): boolean =>
  (conditions ?? []).every((condition) => isMet(condition, item));
