import { statSync } from 'node:fs';
import type { TablesIdentity } from '../core/rate/stack-hold.ts';
import type { Tables } from '../core/tables.ts';

/** The tables of this machine. */
export interface Database {
  tables: Tables;
  /** Identifies the tables. */
  identity: TablesIdentity;
  /** Where the tables are, for people. */
  where: string;
  /** Nothing of the tables survives the end of the process. */
  isVolatile: boolean;
  stop(): Promise<void>;
}

/** A file keeps its number and its birth when it is written or moved; a copy gets new ones. */
export function identityOfFile(path: string): TablesIdentity {
  const { birthtimeMs, ino } = statSync(path);
  // Of a file that stays open: asked for each window, and always the same.
  const identity = `${ino} ${Math.floor(birthtimeMs)}`;
  return async () => identity;
}
