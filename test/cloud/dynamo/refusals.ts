import {
  type AttributeValue,
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { type Attributes, overTheWire } from './attributes.ts';

export const $metadata = {};

export interface Reason {
  Code: string;
  Message?: string;
  Item?: Record<string, AttributeValue>;
}

export const throttled = () =>
  new ProvisionedThroughputExceededException({ message: 'The level of configured throughput was exceeded', $metadata });

export const refused = (old: Attributes | undefined) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata,
    ...(old ? { Item: overTheWire(old) } : {}),
  });

export const cancellation = (CancellationReasons: Reason[]) =>
  new TransactionCanceledException({
    message: `Transaction cancelled: [${[...new Set(CancellationReasons.map(({ Code }) => Code))].join(', ')}]`,
    $metadata,
    CancellationReasons,
  });
