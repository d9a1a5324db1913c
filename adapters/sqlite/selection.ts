import type { Query } from '../../core/tables.ts';
import { indexKeys } from '../dynamodb/table-definitions.ts';
import { indexOf } from './database.ts';

/** A statement, and what its question marks stand for. */
export interface Selection {
  sql: string;
  values: string[];
}

interface Bound {
  sql: string;
  values: string[];
}

/** No UTF-8 text has this byte: a prefix that ends with it comes after all texts with the prefix. */
const LAST = "CAST(X'FF' AS TEXT)";

/** The rows that a query may answer, in its order: `sk` and `item` or, from an index, the keys of both. */
export function selectionOf(query: Query): Selection {
  const { table, index, reverse } = query;
  const names = index ? indexKeys(index) : { pk: 'pk', sk: 'sk' };
  const place = index ? [names.sk, 'pk', 'sk'] : ['sk'];
  const bounds = boundsOf(query, names, place);
  const columns = index ? `pk, sk, ${names.pk}, ${names.sk}` : 'sk, item';
  const from = index ? `${table} INDEXED BY ${indexOf(table, names.pk)}` : table;
  const order = place.map((column) => (reverse ? `${column} DESC` : column)).join(', ');
  return {
    sql: `SELECT ${columns} FROM ${from} WHERE ${bounds.map(({ sql }) => sql).join(' AND ')} ORDER BY ${order}`,
    values: bounds.flatMap(({ values }) => values),
  };
}

function boundsOf(query: Query, names: { pk: string; sk: string }, place: string[]): Bound[] {
  const { pk, index, from, to, prefix, after, reverse } = query;
  const bounds: Bound[] = [{ sql: `${names.pk} = ?`, values: [pk] }];
  if (index) bounds.push({ sql: `${names.sk} IS NOT NULL`, values: [] });
  if (from !== undefined) bounds.push({ sql: `${names.sk} >= ?`, values: [from] });
  if (to !== undefined) bounds.push({ sql: `${names.sk} <= ?`, values: [to] });
  if (prefix !== undefined) {
    bounds.push({ sql: `${names.sk} >= ? AND ${names.sk} < ? || ${LAST}`, values: [prefix, prefix] });
  }
  if (after) {
    const marks = place.map(() => '?').join(', ');
    bounds.push({
      sql: `(${place.join(', ')}) ${reverse ? '<' : '>'} (${marks})`,
      values: place.map((column) => after[column] ?? ''),
    });
  }
  return bounds;
}
