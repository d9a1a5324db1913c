import type { IndexName, TableName } from '../../core/tables.ts';

/**
 * A table's shape: partition key `pk` and sort key `sk`, both strings, and its sparse indexes, which project the keys
 * only.
 */
export interface TableDefinition {
  indexes: readonly IndexName[];
}

/** The five tables, as plain data: what the local product creates and what the memory adapter imitates. */
export const TABLE_DEFINITIONS: Readonly<Record<TableName, TableDefinition>> = {
  Campaigns: { indexes: ['work', 'parked'] },
  Audience: { indexes: [] },
  WarmUp: { indexes: [] },
  Content: { indexes: ['work'] },
  Mail: { indexes: [] },
};

/** The two attributes that put an item into an index. */
export const indexKeys = (index: IndexName): { pk: string; sk: string } => ({ pk: `${index}Pk`, sk: `${index}Sk` });
