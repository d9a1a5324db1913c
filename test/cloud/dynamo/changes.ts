import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Attributes, itemSize, overTheWire, textOf } from './attributes.ts';
import { type Names, updated } from './expressions.ts';

type Operation = 'put' | 'update' | 'delete' | 'check';

/** One write, alone or in a transaction. */
export interface Change extends Names {
  operation: Operation;
  table: string;
  pk: string;
  sk: string;
  key: Attributes;
  item?: Attributes | undefined;
  ConditionExpression?: string | undefined;
  UpdateExpression?: string | undefined;
}

export const nameOf = ({ table, pk, sk }: Change): string => `${table}\n${pk}\n${sk}`;

interface WriteInput extends Names {
  TableName?: string | undefined;
  Key?: Record<string, AttributeValue> | undefined;
  Item?: Record<string, AttributeValue> | undefined;
  ConditionExpression?: string | undefined;
  UpdateExpression?: string | undefined;
}

export function changeOf(operation: Operation, input: WriteInput): Change {
  const key = input.Item ?? input.Key ?? {};
  return {
    operation,
    table: input.TableName ?? '',
    pk: textOf(key.pk),
    sk: textOf(key.sk),
    key,
    item: overTheWire(input.Item),
    ConditionExpression: input.ConditionExpression,
    UpdateExpression: input.UpdateExpression,
    ExpressionAttributeNames: input.ExpressionAttributeNames,
    ExpressionAttributeValues: overTheWire(input.ExpressionAttributeValues),
  };
}

export function afterOf(change: Change, old: Attributes | undefined): Attributes | undefined {
  if (change.operation === 'put') return change.item;
  if (change.operation === 'delete' || change.operation === 'check') return undefined;
  return updated(change.UpdateExpression ?? '', change, change.key, old);
}

/** An estimate, before it is known whether an addition is possible. */
export const sizeAfter = (change: Change, old: Attributes | undefined): number => {
  if (change.operation === 'put') return itemSize(change.item);
  return (
    itemSize(old) + itemSize(change.ExpressionAttributeValues) * (old ? 0 : 1) + itemSize(old ? undefined : change.key)
  );
};
