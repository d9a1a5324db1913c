import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

export type Operation =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'TransactWriteItems';

const READS: readonly Operation[] = ['GetItem', 'BatchGetItem', 'Query'];

/** Sums the units that the tables charged. A refused write is charged too, but its answer does not say how much. */
export class CapacityMeter {
  /** Units as DynamoDB bills them: of 4 KB read (strongly), of 1 KB written (twice in a transaction). */
  readUnits = 0;
  writeUnits = 0;
  /** Calls that were answered, by operation. */
  readonly calls: Partial<Record<Operation, number>> = {};
  /** Of the writes and transactions, those refused by a condition. */
  readonly refusals: Partial<Record<Operation, number>> = {};

  count(operation: Operation, consumed: ConsumedCapacity | ConsumedCapacity[] | undefined): void {
    this.calls[operation] = (this.calls[operation] ?? 0) + 1;
    for (const { CapacityUnits } of consumed ? [consumed].flat() : []) {
      if (READS.includes(operation)) this.readUnits += CapacityUnits ?? 0;
      else this.writeUnits += CapacityUnits ?? 0;
    }
  }

  countRefusal(operation: Operation): void {
    this.count(operation, undefined);
    this.refusals[operation] = (this.refusals[operation] ?? 0) + 1;
  }

  reset(): void {
    this.readUnits = 0;
    this.writeUnits = 0;
    for (const counts of [this.calls, this.refusals]) {
      for (const operation of Object.keys(counts) as Operation[]) delete counts[operation];
    }
  }
}
