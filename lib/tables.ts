import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

export const TABLE_NAMES = ['Campaigns', 'Audience', 'WarmUp', 'Content', 'Mail'] as const;
export type TableName = (typeof TABLE_NAMES)[number];

/** The sparse indexes, by table. Their keys are the attributes `<index>Pk` and `<index>Sk`. */
export const INDEXES: Partial<Record<TableName, readonly string[]>> = {
  Campaigns: ['work', 'parked'],
  Content: ['work'],
};

/**
 * Units a second that a new table takes:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html
 */
const NEW_TABLE = { readUnitsPerSecond: 12_000, writeUnitsPerSecond: 4_000 };
/** What comes back of a mail is two units in a transaction; twice that, since mails of a segment share a partition. */
const WRITES_PER_MAIL = 4;

export interface TablesProps {
  /** Mails a second, whose events are written as fast. */
  readonly sendRate: number;
  /** Write units a second from the beginning, of the tables that lists and mail events fill; 0 for DynamoDB's own. */
  readonly warmThroughput: number;
  /** Whether the tables outlive the stack; lib/table-protection.ts protects them, once they are there to stay. */
  readonly retainData: boolean;
}

/** The five tables, by capability. They are the only truth of the product. */
export class Tables extends Construct {
  readonly byName: Readonly<Record<TableName, TableV2>>;

  constructor(scope: Construct, id: string, props: TablesProps) {
    super(scope, id);
    const entries = TABLE_NAMES.map((name) => [name, this.table(name, props)]);
    this.byName = Object.fromEntries(entries) as Record<TableName, TableV2>;
  }

  private table(name: TableName, props: TablesProps): TableV2 {
    const writeUnitsPerSecond = warmthOf(name, props);
    const isCold = writeUnitsPerSecond <= NEW_TABLE.writeUnitsPerSecond;
    return new TableV2(this, name, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: INDEXES[name]?.map((index) => ({
        indexName: index,
        partitionKey: { name: `${index}Pk`, type: AttributeType.STRING },
        sortKey: { name: `${index}Sk`, type: AttributeType.STRING },
        // Keys only: a change of any other attribute costs the index nothing.
        projectionType: ProjectionType.KEYS_ONLY,
      })),
      billing: Billing.onDemand(),
      ...(isCold ? {} : { warmThroughput: { ...NEW_TABLE, writeUnitsPerSecond } }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // A first deployment that fails takes them back.
      removalPolicy: props.retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      timeToLiveAttribute: 'ttl',
    });
  }
}

/** Write units a second that a table should take from the beginning. */
function warmthOf(name: TableName, { sendRate, warmThroughput }: TablesProps): number {
  if (name === 'Audience') return warmThroughput;
  return name === 'Mail' ? Math.max(WRITES_PER_MAIL * sendRate, warmThroughput) : 0;
}
