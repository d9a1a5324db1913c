import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Clock, Instant } from '../../core/clock.ts';
import type { Random } from '../../core/random.ts';
import type {
  Cursor,
  Item,
  Key,
  Page,
  Query,
  TableName,
  Tables,
  TransactResult,
  Write,
  WriteResult,
} from '../../core/tables.ts';
import { cursorAt } from '../tables/cursor.ts';
import { CapacityMeter } from './capacity.ts';
import { queryExpressions, writeExpressions } from './expressions.ts';
import { NothingProcessed, Retry } from './retry.ts';
import {
  checkKey,
  checkKeys,
  checkQuery,
  checkTransaction,
  checkWrite,
  isEmptyRange,
  type SingleWrite,
} from './rules.ts';

type Attributes = Record<string, AttributeValue>;

export interface DynamoTablesOptions {
  /** Made with `maxAttempts: 1`: the SDK would repeat an addition whose answer was lost. */
  client: DynamoDBClient;
  /** The real name of each table. */
  names: Readonly<Record<TableName, string>>;
  /** Waits between tries. */
  clock: Pick<Clock, 'now' | 'sleep'>;
  /** Makes the waits unlike those of others. */
  random: Pick<Random, 'fraction'>;
  /** Until when a caller waits for tables that refuse. @default 20 s from the beginning of each call */
  deadline?: () => Instant | null;
  meter?: CapacityMeter;
}

const COUNTED = { ReturnConsumedCapacity: 'TOTAL' } as const;
const SHOWN_WHEN_REFUSED = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
const OPERATIONS = { put: 'PutItem', update: 'UpdateItem', delete: 'DeleteItem' } as const;

const toAttributes = (item: Item | Key): Attributes => marshall(item, { removeUndefinedValues: true });
const keyAttributes = ({ pk, sk }: Key): Attributes => toAttributes({ pk, sk });
const toItem = (attributes: Attributes | undefined): Item | undefined =>
  // An item that did not exist comes as an empty map from some engines.
  attributes && Object.keys(attributes).length > 0 ? (unmarshall(attributes) as Item) : undefined;

/** The tables in DynamoDB. */
export class DynamoTables implements Tables {
  readonly #client: DynamoDBClient;
  readonly #names: Readonly<Record<TableName, string>>;
  readonly #retry: Retry;
  readonly #meter: CapacityMeter;

  constructor({ client, names, clock, random, deadline, meter }: DynamoTablesOptions) {
    this.#client = client;
    this.#names = names;
    this.#retry = new Retry({ clock, random, deadline: deadline ?? (() => null) });
    this.#meter = meter ?? new CapacityMeter();
  }

  async get(table: TableName, key: Key): Promise<Item | undefined> {
    checkKey(key);
    const input = { TableName: this.#names[table], Key: keyAttributes(key), ConsistentRead: true, ...COUNTED };
    const answer = await this.#read(table, () => this.#client.send(new GetItemCommand(input)));
    this.#meter.count('GetItem', answer.ConsumedCapacity);
    return toItem(answer.Item);
  }

  async getMany(
    table: TableName,
    keys: Key[],
    { consistent = true }: { consistent?: boolean } = {},
  ): Promise<(Item | undefined)[]> {
    checkKeys(table, keys);
    const found = new Map<string, Item>();
    let missing: Attributes[] = keys.map(keyAttributes);
    for (let rests = 0; missing.length > 0; rests += 1) {
      if (rests > 0) await this.#retry.pause(rests);
      const { items, unprocessed } = await this.#batchGet(table, missing, consistent);
      for (const item of items) found.set(JSON.stringify([item.pk, item.sk]), item);
      missing = unprocessed;
    }
    return keys.map(({ pk, sk }) => found.get(JSON.stringify([pk, sk])));
  }

  /**
   * Asks for one item more than the limit, so that `next` is null exactly when nothing is left. DynamoDB ends a page at
   * 1 MB, whatever the limit: such a page is filled up by asking on.
   */
  async query(query: Query): Promise<Page> {
    checkQuery(query);
    if (isEmptyRange(query)) return { items: [], next: null };
    const items: Item[] = [];
    let after = query.after ?? null;
    do {
      const page = await this.#queryOnce(query, after, items.length);
      items.push(...page.items);
      after = page.next;
    } while (query.limit && after !== null && items.length <= query.limit);
    const last = query.limit && items.length > query.limit ? items[query.limit - 1] : undefined;
    return last ? { items: items.slice(0, query.limit), next: cursorAt(last, query) } : { items, next: after };
  }

  /** One page as DynamoDB ends it, `found` items of the query having come before. */
  async #queryOnce(query: Query, after: Cursor | null, found: number): Promise<Page> {
    const { table, index, limit, reverse, consistent } = query;
    const input = {
      TableName: this.#names[table],
      ...(index ? { IndexName: index } : { ConsistentRead: consistent ?? true }),
      ...queryExpressions(query),
      ScanIndexForward: !reverse,
      ...(limit ? { Limit: limit + 1 - found } : {}),
      ...(after ? { ExclusiveStartKey: marshall(after) } : {}),
      ...COUNTED,
    };
    const answer = await this.#read(table, () => this.#client.send(new QueryCommand(input)));
    this.#meter.count('Query', answer.ConsumedCapacity);
    return {
      items: (answer.Items ?? []).map((attributes) => unmarshall(attributes) as Item),
      next: answer.LastEvaluatedKey ? (unmarshall(answer.LastEvaluatedKey) as Cursor) : null,
    };
  }

  /**
   * An answer that gets lost is asked for again where that cannot do the write twice. A refusal after that may be
   * one's own doing, so that nothing is known: it throws.
   */
  async write(write: Write): Promise<WriteResult> {
    checkWrite(write);
    const operation = OPERATIONS[write.kind];
    const isRepeatable = !(write.kind === 'update' && write.add);
    let lost: unknown;
    try {
      const { attributes, capacity } = await this.#retry.run(
        `${write.table}, writes`,
        () => this.#send(write),
        (error) => {
          lost = error;
          return isRepeatable;
        },
      );
      this.#meter.count(operation, capacity);
      return { ok: true, item: toItem(attributes) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      this.#meter.countRefusal(operation);
      if (lost) throw lost;
      return { ok: false, old: toItem(error.Item) };
    }
  }

  async transact(writes: Write[], requestToken: string): Promise<TransactResult> {
    checkTransaction(writes, requestToken);
    const command = {
      TransactItems: writes.map((write) => this.#part(write)),
      ClientRequestToken: requestToken,
      ...COUNTED,
    };
    try {
      // The token makes any repetition safe.
      const answer = await this.#retry.run(
        `${[...new Set(writes.map(({ table }) => table))].join(' ')}, transactions`,
        () => this.#client.send(new TransactWriteItemsCommand(command)),
        () => true,
      );
      this.#meter.count('TransactWriteItems', answer.ConsumedCapacity);
      return { ok: true };
    } catch (error) {
      const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
      const isRefused = reasons.some(({ Code }) => Code === 'ConditionalCheckFailed');
      const isElse = reasons.some(({ Code }) => Code && Code !== 'None' && Code !== 'ConditionalCheckFailed');
      if (!isRefused || isElse) throw error;
      this.#meter.countRefusal('TransactWriteItems');
      const refusals = reasons.map((reason) =>
        reason.Code === 'ConditionalCheckFailed' ? { old: toItem(reason.Item) } : undefined,
      );
      return { ok: false, refusals };
    }
  }

  /** Safe to repeat whatever became of it. */
  #read<T>(table: TableName, attempt: () => Promise<T>): Promise<T> {
    return this.#retry.run(`${table}, reads`, attempt, () => true);
  }

  /** What DynamoDB leaves unprocessed, because a page ends at 16 MB or for want of capacity, is for the next call. */
  async #batchGet(
    table: TableName,
    keys: Attributes[],
    consistent: boolean,
  ): Promise<{ items: Item[]; unprocessed: Attributes[] }> {
    const name = this.#names[table];
    const input = { RequestItems: { [name]: { Keys: keys, ConsistentRead: consistent } }, ...COUNTED };
    return await this.#read(table, async () => {
      const answer = await this.#client.send(new BatchGetItemCommand(input));
      this.#meter.count('BatchGetItem', answer.ConsumedCapacity);
      const unprocessed = answer.UnprocessedKeys?.[name]?.Keys ?? [];
      if (unprocessed.length === keys.length) throw new NothingProcessed('DynamoDB processed no keys of a batch');
      return {
        items: (answer.Responses?.[name] ?? []).map((attributes) => unmarshall(attributes) as Item),
        unprocessed,
      };
    });
  }

  async #send(write: SingleWrite) {
    const common = { TableName: this.#names[write.table], ...COUNTED, ...SHOWN_WHEN_REFUSED };
    if (write.kind === 'put') {
      const input = { ...common, Item: toAttributes(write.item), ReturnValues: 'ALL_OLD' } as const;
      const answer = await this.#client.send(new PutItemCommand({ ...input, ...writeExpressions(write.when) }));
      return { attributes: answer.Attributes, capacity: answer.ConsumedCapacity };
    }
    const keyed = { ...common, Key: keyAttributes(write.key) };
    if (write.kind === 'delete') {
      const input = { ...keyed, ...writeExpressions(write.when), ReturnValues: 'ALL_OLD' } as const;
      const answer = await this.#client.send(new DeleteItemCommand(input));
      return { attributes: answer.Attributes, capacity: answer.ConsumedCapacity };
    }
    const input = { ...keyed, ...writeExpressions(write.when, write), ReturnValues: 'ALL_NEW' } as const;
    const answer = await this.#client.send(new UpdateItemCommand(input));
    return { attributes: answer.Attributes, capacity: answer.ConsumedCapacity };
  }

  #part(write: Write): TransactWriteItem {
    const common = { TableName: this.#names[write.table], ...SHOWN_WHEN_REFUSED };
    switch (write.kind) {
      case 'put':
        return { Put: { ...common, Item: toAttributes(write.item), ...writeExpressions(write.when) } };
      case 'delete':
        return { Delete: { ...common, Key: keyAttributes(write.key), ...writeExpressions(write.when) } };
      case 'check': {
        const { ConditionExpression = '', ...maps } = writeExpressions(write.when);
        return { ConditionCheck: { ...common, Key: keyAttributes(write.key), ConditionExpression, ...maps } };
      }
      case 'update': {
        const { UpdateExpression = '', ...rest } = writeExpressions(write.when, write);
        return { Update: { ...common, Key: keyAttributes(write.key), UpdateExpression, ...rest } };
      }
    }
  }
}
