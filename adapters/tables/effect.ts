import type { Item, Key, TransactResult, Update, Write } from '../../core/tables.ts';
import { checkItem, definedEntries } from '../dynamodb/rules.ts';
import { holds } from './conditions.ts';
import { copyValue } from './values.ts';

/** The item after a write; after a put that of the write itself. @throws when an update makes it malformed. */
export function after(write: Write, old: Item | undefined): Item | undefined {
  switch (write.kind) {
    case 'put':
      return write.item;
    case 'update': {
      const item = updated(write.key, write, old);
      checkItem(write.table, item);
      return item;
    }
    case 'delete':
      return undefined;
    case 'check':
      return old;
  }
}

function updated(key: Key, { set, add, remove }: Update, old: Item | undefined): Item {
  const item: Item = { ...old, pk: key.pk, sk: key.sk };
  for (const [name, value] of definedEntries(set)) item[name] = copyValue(value);
  for (const [name, amount] of Object.entries(add ?? {})) {
    const before = item[name] ?? 0;
    if (item[name] === null || typeof before !== 'number') throw new Error(`${name} must be a number to add to it`);
    item[name] = before + amount;
  }
  for (const name of remove ?? []) delete item[name];
  return item;
}

type Refused = Extract<TransactResult, { ok: false }>;

/** The items after a transaction, one per write, or what refuses it. `before`: the item that a write finds. */
export function afterAll(
  writes: Write[],
  before: (write: Write) => Item | undefined,
): { ok: true; items: (Item | undefined)[] } | Refused {
  const refusals: Refused['refusals'] = [];
  const items: (Item | undefined)[] = [];
  for (const [index, write] of writes.entries()) {
    const old = before(write);
    if (!holds(write.when, old)) refusals[index] = { old };
    // Computes all new items before any is stored: a malformed one throws, whatever else is refused.
    else items[index] = after(write, old);
  }
  return refusals.length > 0 ? { ok: false, refusals: writes.map((_, index) => refusals[index]) } : { ok: true, items };
}
