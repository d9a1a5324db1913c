import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { FileObjects } from '../adapters/files/objects.ts';
import { MemoryObjects } from '../adapters/memory/objects.ts';
import { SqliteTables } from '../adapters/sqlite/tables.ts';
import type { Clock } from '../core/clock.ts';
import type { ObjectParts, Objects } from '../core/objects.ts';
import { SAME_TABLES } from '../core/rate/stack-hold.ts';
import { type Database, identityOfFile } from './database.ts';
import { DYNAMODB_FILE, type Home, SQLITE_FILE } from './home.ts';

/** Where version 0.2 had the objects, under the same names as they have now. */
const FILES_BEFORE = join('buckets', 'mailramp', 'objects');

/** The stores of the product's state on this machine. */
export interface Stores {
  database: Database;
  objects: Objects & ObjectParts;
}

export interface StoreOptions {
  home: Home;
  clock: Clock;
  memory: boolean;
  /** The embedded DynamoDB, through the production adapter. */
  dynamodb: boolean;
  /** Any DynamoDB instead; null for none. */
  dynamodbEndpoint: string | null;
}

/** Opens every store, and makes those that are missing. */
export async function openStores(options: StoreOptions): Promise<Stores> {
  const database = await openTables(options);
  try {
    return { database, objects: options.memory ? new MemoryObjects() : await openObjects(options.home) };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function openObjects(home: Home): Promise<FileObjects> {
  const directory = home.path('objects');
  const before = join(directory, FILES_BEFORE);
  if (existsSync(before)) renameSync(before, join(directory, 'files'));
  return await FileObjects.open(directory);
}

/** In a file of this process's own, or where the flags say. */
async function openTables(options: StoreOptions): Promise<Database> {
  const { home, clock, memory, dynamodb, dynamodbEndpoint } = options;
  if (memory) return openSqlite(null, clock);
  if (dynamodbEndpoint !== null) return (await import('./dynamodb.ts')).connectTo(dynamodbEndpoint, clock);
  home.claimTables(dynamodb ? DYNAMODB_FILE : SQLITE_FILE);
  return dynamodb
    ? (await import('./dynamodb.ts')).startEmbedded(home, clock)
    : openSqlite(home.path(SQLITE_FILE), clock);
}

async function openSqlite(path: string | null, clock: Clock): Promise<Database> {
  const tables = await SqliteTables.open({ path, clock });
  return {
    tables,
    identity: path === null ? SAME_TABLES : identityOfFile(path),
    where: path ?? 'in memory',
    isVolatile: path === null,
    stop: () => tables.close(),
  };
}
