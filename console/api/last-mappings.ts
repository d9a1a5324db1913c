import type { ImportMapping } from '../logic/import-mapping.ts';

const STORED = 'mailramp-import-mappings';
/** Lists whose mapping is remembered; the oldest is forgotten first. */
const MOST = 50;

type Mappings = [listId: string, mapping: ImportMapping][];

function mappings(): Mappings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored) ? stored.filter((pair) => Array.isArray(pair) && pair.length === 2) : [];
  } catch {
    return [];
  }
}

/** How the columns of the last file for a list were mapped in this browser, which keeps it until somebody signs out. */
export const lastMapping = (listId: string): ImportMapping | undefined =>
  mappings().find(([known]) => known === listId)?.[1];

export function keepMapping(listId: string, mapping: ImportMapping): void {
  const others = mappings().filter(([known]) => known !== listId);
  try {
    localStorage.setItem(STORED, JSON.stringify([...others, [listId, mapping]].slice(-MOST)));
  } catch {
    // A browser that forbids the storage, or whose storage is full, finds the columns by itself next time.
  }
}

export function dropMappings(): void {
  try {
    localStorage.removeItem(STORED);
  } catch {
    // Where the storage is forbidden, nothing was kept.
  }
}
