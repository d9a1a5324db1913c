import { isDeepStrictEqual } from 'node:util';
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  QueryCommand,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE_DEFINITIONS } from '../../../adapters/dynamodb/table-definitions.ts';
import { type Instant, MINUTE } from '../../../core/clock.ts';
import type { IndexName, TableName } from '../../../core/tables.ts';
import type { Dice } from '../../simulation/dice.ts';
import type { Caller } from '../caller.ts';
import { draw, type Latency } from '../latency.ts';
import type { Timeline } from '../timeline.ts';
import { type Attributes, itemSize, overTheWire, textOf } from './attributes.ts';
import { afterOf, type Change, changeOf, nameOf, sizeAfter } from './changes.ts';
import { holds, keyRange } from './expressions.ts';
import { type Partition, Partitions, WRITE_UNITS_A_SECOND } from './partitions.ts';
import { $metadata, cancellation, type Reason, refused, throttled } from './refusals.ts';
import { StoredTable } from './table.ts';
import { DynamoUsage, readUnits, writeUnits } from './usage.ts';

/**
 * What DynamoDB is like. Capacities:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export interface DynamoSettings {
  /** Of each table; a new one on demand has four. */
  partitions: number;
  /** Write units a second for which a table is made, where that is more. */
  warmWrites: Partial<Record<string, number>>;
  /** Seconds of unused capacity that a partition lends. Not documented how many. */
  burstSeconds: number;
  get: Latency;
  update: Latency;
  query: Latency;
  transaction: Latency;
  /** On top, for each item. */
  transactionItemMs: number;
  indexLag: Latency;
}

const DYNAMO: DynamoSettings = {
  partitions: 4,
  warmWrites: {},
  burstSeconds: 1,
  get: { medianMs: 4, sigma: 0.35 },
  update: { medianMs: 6, sigma: 0.35 },
  query: { medianMs: 6, sigma: 0.35 },
  transaction: { medianMs: 12, sigma: 0.35 },
  transactionItemMs: 0.5,
  indexLag: { medianMs: 100, sigma: 0.8 },
};

const TOKEN_LIFE = 10 * MINUTE;
/** A call that is refused before anything is done comes back so soon. */
const REFUSAL_MS = 3;
/** Of the caller: to sign, write and read a request, and for each item in it. A guess. */
const CPU_CALL_MS = 0.5;
const CPU_ITEM_MS = 0.02;

interface TableState {
  stored: StoredTable;
  partitions: Partitions;
}

/** DynamoDB in virtual time, as its client sees it: partitions that throttle, and transactions that meet and refuse. */
export class Dynamo {
  readonly #timeline: Timeline;
  readonly #dice: Dice;
  readonly #settings: DynamoSettings;
  readonly #tables = new Map<string, TableState>();
  /** Items that a transaction is at work on. */
  readonly #locked = new Set<string>();
  readonly #tokens = new Map<string, { at: Instant; changes: Change[] }>();
  readonly usage = new Map<string, DynamoUsage>();

  constructor(timeline: Timeline, dice: Dice, settings: Partial<DynamoSettings> = {}) {
    this.#timeline = timeline;
    this.#dice = dice;
    this.#settings = { ...DYNAMO, ...settings };
    for (const name of Object.keys(TABLE_DEFINITIONS) as TableName[]) {
      this.#tables.set(name, {
        stored: new StoredTable(TABLE_DEFINITIONS[name].indexes),
        partitions: new Partitions(this.#partitionsOf(name), this.#settings.burstSeconds),
      });
    }
  }

  #partitionsOf(name: TableName): number {
    const { partitions, warmWrites } = this.#settings;
    return Math.max(partitions, Math.ceil((warmWrites[name] ?? 0) / WRITE_UNITS_A_SECOND));
  }

  /** Tables are named as in the code. */
  stored(table: string): StoredTable {
    return this.#table(table).stored;
  }

  usageOf(name: string): DynamoUsage {
    const usage = this.usage.get(name) ?? new DynamoUsage();
    this.usage.set(name, usage);
    return usage;
  }

  /** The client of one process. */
  clientOf(caller: Caller): DynamoDBClient {
    const client = { send: (command: object) => this.#send(command, caller), destroy: () => {} };
    return client as unknown as DynamoDBClient;
  }

  #send(command: object, caller: Caller): Promise<unknown> {
    if (command instanceof GetItemCommand) return this.#get(command, caller);
    if (command instanceof BatchGetItemCommand) return this.#batchGet(command, caller);
    if (command instanceof QueryCommand) return this.#query(command, caller);
    if (command instanceof TransactWriteItemsCommand) return this.#transact(command, caller);
    if (command instanceof PutItemCommand) {
      const { Item = {}, TableName = '', ...rest } = command.input;
      return this.#write(changeOf('put', { TableName, Item, ...rest }), caller);
    }
    if (command instanceof UpdateItemCommand) return this.#write(changeOf('update', command.input), caller);
    if (command instanceof DeleteItemCommand) return this.#write(changeOf('delete', command.input), caller);
    if (command instanceof DescribeTableCommand) {
      const TableId = `id-of-${command.input.TableName}`;
      return caller.call(
        0,
        () => draw(this.#settings.get, this.#dice),
        () => ({ Table: { TableId }, $metadata }),
      );
    }
    throw new Error(`DynamoDB knows no ${command.constructor.name}`);
  }

  #get({ input }: GetItemCommand, caller: Caller): Promise<unknown> {
    const { TableName = '', Key = {}, ConsistentRead } = input;
    const table = this.#table(TableName);
    return caller.call(
      CPU_CALL_MS,
      () => {
        if (!this.#admitsReads(table, textOf(Key.pk), 1)) return REFUSAL_MS;
        return draw(this.#settings.get, this.#dice);
      },
      () => {
        const item = table.stored.get(textOf(Key.pk), textOf(Key.sk));
        const units = readUnits(itemSize(item)) * (ConsistentRead ? 1 : 0.5);
        if (!this.#takesReads(table, textOf(Key.pk), units, caller)) throw throttled();
        return { Item: overTheWire(item), ConsumedCapacity: { CapacityUnits: units }, $metadata };
      },
    );
  }

  #batchGet({ input }: BatchGetItemCommand, caller: Caller): Promise<unknown> {
    const [[name = '', request] = []] = Object.entries(input.RequestItems ?? {});
    const keys = request?.Keys ?? [];
    const table = this.#table(name);
    return caller.call(
      CPU_CALL_MS + keys.length * CPU_ITEM_MS,
      () => draw(this.#settings.query, this.#dice),
      () => {
        const found: Attributes[] = [];
        const unprocessed: Attributes[] = [];
        let units = 0;
        for (const key of keys) {
          const item = table.stored.get(textOf(key.pk), textOf(key.sk));
          const needed = readUnits(itemSize(item));
          if (!this.#takesReads(table, textOf(key.pk), needed, caller)) {
            unprocessed.push(key);
            continue;
          }
          units += needed;
          if (item) found.push(overTheWire(item));
        }
        if (unprocessed.length === keys.length && keys.length > 0) throw throttled();
        return {
          Responses: { [name]: found },
          UnprocessedKeys: unprocessed.length > 0 ? { [name]: { Keys: unprocessed } } : {},
          ConsumedCapacity: [{ CapacityUnits: units }],
          $metadata,
        };
      },
    );
  }

  #query({ input }: QueryCommand, caller: Caller): Promise<unknown> {
    const table = this.#table(input.TableName ?? '');
    const index = (input.IndexName as IndexName | undefined) ?? null;
    const range = keyRange(input.KeyConditionExpression ?? '', input);
    const request = {
      range,
      index,
      limit: input.Limit,
      after: input.ExclusiveStartKey,
      reverse: input.ScanIndexForward === false,
    };
    let isRefused = false;
    return caller.call(
      CPU_CALL_MS,
      () => {
        isRefused = !caller.isFree && !this.#admitsReads(table, `${index ?? ''}${range.pk}`, 1);
        if (isRefused) {
          this.usageOf(caller.name).throttled += 1;
          return REFUSAL_MS;
        }
        // A page of 1 MB takes longer than a few items.
        const { bytes } = table.stored.page(request, this.#timeline.now());
        return draw(this.#settings.query, this.#dice) + bytes / 40_000;
      },
      () => {
        if (isRefused) throw throttled();
        const { items, last, bytes } = table.stored.page(request, this.#timeline.now());
        const units = readUnits(bytes) * (input.ConsistentRead ? 1 : 0.5);
        if (!this.#takesReads(table, `${index ?? ''}${range.pk}`, units, caller)) throw throttled();
        caller.spend(items.length * CPU_ITEM_MS);
        return {
          Items: items.map(overTheWire),
          LastEvaluatedKey: last,
          ConsumedCapacity: { CapacityUnits: units },
          $metadata,
        };
      },
    );
  }

  #write(change: Change, caller: Caller): Promise<unknown> {
    const table = this.#table(change.table);
    const usage = this.usageOf(caller.name);
    let isRefused = false;
    return caller.call(
      CPU_CALL_MS,
      () => {
        const units = writeUnits(this.#sizeOf(change));
        isRefused = !this.#admitsWrites([change], [units], caller);
        if (isRefused) return REFUSAL_MS;
        usage.writeUnits += units;
        return draw(this.#settings.update, this.#dice);
      },
      () => {
        if (isRefused) throw throttled();
        if (this.#locked.has(nameOf(change))) {
          usage.conflicts += 1;
          throw new TransactionConflictException({ message: 'Transaction is ongoing for the item', $metadata });
        }
        const old = table.stored.get(change.pk, change.sk);
        if (!holds(change.ConditionExpression, change, old)) throw refused(old);
        const item = afterOf(change, old);
        this.#replace(change, item, usage);
        const Attributes = change.operation === 'update' ? item : old;
        return {
          Attributes: overTheWire(Attributes),
          ConsumedCapacity: { CapacityUnits: writeUnits(Math.max(itemSize(old), itemSize(item))) },
          $metadata,
        };
      },
    );
  }

  #transact({ input }: TransactWriteItemsCommand, caller: Caller): Promise<unknown> {
    const changes = (input.TransactItems ?? []).map((part) => {
      if (part.Put) return changeOf('put', part.Put);
      if (part.Update) return changeOf('update', part.Update);
      if (part.Delete) return changeOf('delete', part.Delete);
      return changeOf('check', part.ConditionCheck ?? {});
    });
    const token = input.ClientRequestToken ?? '';
    const usage = this.usageOf(caller.name);
    let cancelled: Reason[] | null = null;
    let isRepeated = false;
    let total = 0;
    return caller.call(
      CPU_CALL_MS + changes.length * CPU_ITEM_MS,
      () => {
        isRepeated = this.#isUsed(token, changes);
        if (isRepeated) return draw(this.#settings.get, this.#dice);
        const units = changes.map((change) => 2 * writeUnits(this.#sizeOf(change)));
        total = units.reduce((sum, each) => sum + each, 0);
        cancelled = this.#conflicts(changes);
        if (cancelled) {
          usage.conflicts += 1;
          usage.conflictUnits += total;
          return REFUSAL_MS;
        }
        if (!this.#admitsWrites(changes, units, caller)) {
          cancelled = changes.map(() => ({
            Code: 'ThrottlingError',
            Message: 'Throughput exceeds the current capacity',
          }));
          return REFUSAL_MS;
        }
        usage.writeUnits += total;
        for (const change of changes) this.#locked.add(nameOf(change));
        return draw(this.#settings.transaction, this.#dice) + changes.length * this.#settings.transactionItemMs;
      },
      () => {
        if (isRepeated) return { ConsumedCapacity: [], $metadata };
        if (cancelled) throw cancellation(cancelled);
        for (const change of changes) this.#locked.delete(nameOf(change));
        const reasons = changes.map((change): Reason => {
          const old = this.#table(change.table).stored.get(change.pk, change.sk);
          if (holds(change.ConditionExpression, change, old)) return { Code: 'None' };
          return { Code: 'ConditionalCheckFailed', ...(old ? { Item: overTheWire(old) } : {}) };
        });
        if (reasons.some(({ Code }) => Code !== 'None')) throw cancellation(reasons);
        // All new items before any is stored: one that cannot be throws, and nothing is done.
        const items = changes.map((change) =>
          afterOf(change, this.#table(change.table).stored.get(change.pk, change.sk)),
        );
        for (const [i, change] of changes.entries()) {
          if (change.operation !== 'check') this.#replace(change, items[i], usage);
        }
        this.#tokens.set(token, { at: this.#timeline.now(), changes });
        return { ConsumedCapacity: [{ CapacityUnits: total }], $metadata };
      },
    );
  }

  /** Reasons of a transaction that meets another one on an item; null when it meets none. */
  #conflicts(changes: Change[]): Reason[] | null {
    const reasons = changes.map(
      (change): Reason =>
        this.#locked.has(nameOf(change))
          ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
          : { Code: 'None' },
    );
    return reasons.some(({ Code }) => Code !== 'None') ? reasons : null;
  }

  #isUsed(token: string, changes: Change[]): boolean {
    const now = this.#timeline.now();
    for (const [used, { at }] of this.#tokens) {
      if (at + TOKEN_LIFE > now) break;
      this.#tokens.delete(used);
    }
    const used = this.#tokens.get(token);
    if (used && !isDeepStrictEqual(used.changes, changes)) {
      throw new IdempotentParameterMismatchException({ message: 'The token was used for other parameters', $metadata });
    }
    return used !== undefined;
  }

  #replace({ table, pk, sk }: Change, item: Attributes | undefined, usage: DynamoUsage): void {
    const indexedAt = this.#timeline.now() + draw(this.#settings.indexLag, this.#dice);
    usage.writeUnits += this.#table(table).stored.replace(pk, sk, item, indexedAt);
  }

  /** Bytes that a change is billed for: of the larger of the two items. */
  #sizeOf(change: Change): number {
    const old = this.#table(change.table).stored.get(change.pk, change.sk);
    const after = change.operation === 'update' || change.operation === 'put' ? sizeAfter(change, old) : 0;
    return Math.max(itemSize(old), after);
  }

  /** All of them, or none. */
  #admitsWrites(changes: Change[], units: number[], caller: Caller): boolean {
    if (caller.isFree) return true;
    const now = this.#timeline.now();
    const wanted = new Map<Partition, number>();
    for (const [i, { table, pk }] of changes.entries()) {
      const partition = this.#table(table).partitions.of(pk);
      wanted.set(partition, (wanted.get(partition) ?? 0) + (units[i] ?? 0));
    }
    for (const [{ writes }, needed] of wanted) {
      if (writes.has(needed, now)) continue;
      this.usageOf(caller.name).throttled += 1;
      return false;
    }
    for (const [{ writes }, needed] of wanted) writes.take(needed);
    return true;
  }

  #admitsReads(table: TableState, pk: string, units: number): boolean {
    return table.partitions.of(pk).reads.has(units, this.#timeline.now());
  }

  #takesReads(table: TableState, pk: string, units: number, caller: Caller): boolean {
    const usage = this.usageOf(caller.name);
    if (!caller.isFree) {
      if (!this.#admitsReads(table, pk, 1)) {
        usage.throttled += 1;
        return false;
      }
      table.partitions.of(pk).reads.take(units);
    }
    usage.readUnits += units;
    return true;
  }

  #table(name: string): TableState {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`no table "${name}"`);
    return table;
  }
}
