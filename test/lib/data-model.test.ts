import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TABLE_DEFINITIONS } from '../../adapters/dynamodb/table-definitions.ts';
import type { ItemKind } from '../../core/item-kind.ts';
import { ITEMS } from '../../core/items.ts';
import * as keys from '../../core/keys.ts';
import { partitionsOf } from '../../lib/partitions.ts';
import * as permissions from '../../lib/permissions.ts';
import { INDEXES, TABLE_NAMES, type TableName } from '../../lib/tables.ts';

const KINDS = Object.entries<ItemKind>(ITEMS);
const { FUNCTION_NAMES, PERMISSIONS } = permissions;

/** A pattern of keys as an expression: what varies holds any text. */
const matches = (pattern: string, key: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/<\w+>/g, '[^/]+')}$`).test(key);

/** What a function may do with a kind of item, by the permission table. */
function accessTo(name: permissions.FunctionName, kind: string, table: TableName): 'none' | 'read' | 'write' {
  const { tables, records, counts, linkKeys, unsubscribes, exports, webhooks, apiKeys }: permissions.Permissions =
    PERMISSIONS[name];
  const whole = tables[table];
  const seen = whole === undefined ? 'none' : 'read';
  if (kind === 'idempotencyRecord' && records) return 'write';
  if ((kind === 'callCount' || kind === 'keySeen') && counts) return 'write';
  if (kind === 'openExport' && exports === 'remind') return 'read';
  if ((kind === 'export' || kind === 'openExport') && exports) return 'write';
  if (kind === 'unsubscribeKey' && !apiKeys) return linkKeys === 'make' ? 'write' : linkKeys ? 'read' : seen;
  if (kind === 'delivery' && !apiKeys) return webhooks === 'deliver' ? 'write' : 'none';
  if (kind === 'webhook' && !apiKeys) return webhooks === 'read' || webhooks === 'deliver' ? 'read' : 'none';
  if (kind === 'apiKey' && !apiKeys) return seen;
  if (unsubscribes && table === 'Audience') return /^suppression|^exclusion$/.test(kind) ? 'write' : 'none';
  return whole === 'write' || whole === 'update' ? 'write' : seen;
}

describe('the declaration of the items', () => {
  it('names everything that core/keys.ts exports, once', () => {
    expect(KINDS.flatMap(([, kind]) => kind.keys).sort()).toEqual(Object.keys(keys).sort());
  });

  it.each(KINDS)('%s has a key like its patterns, and a row type', (_, { pk, sk, example, row }) => {
    expect([matches(pk, example.pk), matches(sk, example.sk)]).toEqual([true, true]);
    expect(existsSync(join(__dirname, '../../core', row))).toBe(true);
  });

  it('has the tables and indexes of the stack and of the adapters', () => {
    for (const name of TABLE_NAMES) {
      const kinds = KINDS.filter(([, { table }]) => table === name);
      expect(kinds).not.toHaveLength(0);
      const indexes = new Set(kinds.flatMap(([, kind]) => Object.keys(kind.indexes ?? {})));
      expect([...indexes].sort()).toEqual([...(INDEXES[name] ?? [])].sort());
      expect([...indexes].sort()).toEqual([...TABLE_DEFINITIONS[name].indexes].sort());
    }
  });

  it.each(KINDS)('%s is written and read by functions that may', (kind, { table, writers, readers }) => {
    const names = (list: readonly string[]) => FUNCTION_NAMES.filter((name) => list.includes(name));
    expect([...names(writers)].sort()).toEqual([...writers].sort());
    expect([...names(readers)].sort()).toEqual([...readers].sort());
    for (const name of names(writers)) expect([name, accessTo(name, kind, table)]).toEqual([name, 'write']);
    for (const name of names(readers)) expect([name, accessTo(name, kind, table)]).not.toEqual([name, 'none']);
  });

  it.each(FUNCTION_NAMES)('gives %s a use for each table that it may write or read', (name) => {
    for (const [table, access] of Object.entries<permissions.TableAccess>(PERMISSIONS[name].tables)) {
      const kinds = KINDS.filter(([, kind]) => kind.table === table);
      const used = kinds.some(([, { writers, readers }]) =>
        (access === 'read' ? [...readers, ...writers] : writers).includes(name),
      );
      expect({ table, access, used }).toEqual({ table, access, used: true });
    }
  });

  it('has every partition of the permissions', () => {
    const named = Object.entries<unknown>(permissions)
      .filter(([name]) => /PARTITIONS?$/.test(name))
      .flatMap(([, partitions]) => partitions as string | string[]);
    expect(named).toHaveLength(15);
    const known = Object.keys(ITEMS).flatMap((kind) => {
      const name = kind as keyof typeof ITEMS;
      return [partitionsOf(name), partitionsOf(name, 'D#')];
    });
    for (const partition of named) expect(known).toContain(partition);
  });
});
