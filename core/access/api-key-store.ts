import { API_KEYS, apiKeyKey } from '../keys.ts';
import type { Cursor, Item, Page, Tables } from '../tables.ts';
import type { ApiKey } from './api-key.ts';
import type { Role } from './role.ts';

/** Most API keys of a stack: they share one partition, and the last admin key is looked for among all of them. */
export const MAX_API_KEYS = 1_000;

export const itemOfApiKey = (apiKey: ApiKey): Item => ({ ...apiKeyKey(apiKey.keyId), ...apiKey });

const apiKeyOf = (item: Item): ApiKey => ({
  keyId: String(item.keyId),
  name: String(item.name),
  role: item.role as Role,
  hash: String(item.hash),
  createdAt: Number(item.createdAt),
});

export const readApiKey = async (tables: Tables, keyId: string): Promise<ApiKey | undefined> => {
  const item = await tables.get('Content', apiKeyKey(keyId));
  return item && apiKeyOf(item);
};

/** At most `MAX_API_KEYS`, in no order that means anything. */
export const allApiKeys = async (tables: Tables): Promise<ApiKey[]> => {
  const found: ApiKey[] = [];
  let after: Cursor | null = null;
  do {
    const page: Page = await tables.query({ table: 'Content', pk: API_KEYS, after });
    found.push(...page.items.map(apiKeyOf));
    after = page.next;
  } while (after !== null);
  return found;
};
