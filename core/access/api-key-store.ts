import type { Actor } from '../actor.ts';
import { API_KEYS, apiKeyKey } from '../keys.ts';
import { rowOf } from '../row.ts';
import type { Cursor, Item, Page, Tables } from '../tables.ts';
import { type ApiKey, KEY_KINDS } from './api-key.ts';
import { type Caller, ROLES } from './role.ts';

/** Most API keys of a stack: they share one partition, and the last admin key is looked for among all of them. */
export const MAX_API_KEYS = 1_000;

export const apiKeyRow = rowOf<ApiKey>('API key');

export const apiKeyToItem = (apiKey: ApiKey): Item => apiKeyRow.item(apiKeyKey(apiKey.keyId), apiKey);

const apiKeyFromItem = (item: Item): ApiKey => {
  const r = apiKeyRow.reader(item);
  return {
    keyId: r.text('keyId'),
    name: r.text('name'),
    role: r.oneOf('role', ROLES),
    // Keys were of one kind before.
    kind: item.kind === undefined ? 'bearer' : r.oneOf('kind', KEY_KINDS),
    hash: r.textOrNull('hash'),
    createdAt: r.instant('createdAt'),
  };
};

export const readApiKey = async (tables: Tables, keyId: string): Promise<ApiKey | undefined> => {
  const item = await tables.get('Content', apiKeyKey(keyId));
  return item && apiKeyFromItem(item);
};

/** A caller by the name of their key; null for nobody, and for a key that was deleted this moment. */
export async function actorOf(tables: Tables, caller: Pick<Caller, 'keyId'> | null): Promise<Actor | null> {
  const key = caller && (await readApiKey(tables, caller.keyId));
  return key ? { keyId: key.keyId, name: key.name } : null;
}

/** At most `MAX_API_KEYS`, in no order that means anything. */
export const allApiKeys = async (tables: Tables): Promise<ApiKey[]> => {
  const found: ApiKey[] = [];
  let after: Cursor | null = null;
  do {
    const page: Page = await tables.query({ table: 'Content', pk: API_KEYS, after });
    found.push(...page.items.map(apiKeyFromItem));
    after = page.next;
  } while (after !== null);
  return found;
};
