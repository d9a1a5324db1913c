import { type Clock, type Instant, sortable } from '../clock.ts';
import { commit } from '../commit.ts';
import { newId } from '../ids.ts';
import { apiKeyKey } from '../keys.ts';
import { invalidField, Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Cursor, Tables, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { type ApiKey, hashOf, newApiKey, parseApiKey } from './api-key.ts';
import { allApiKeys, apiKeyRow, apiKeyToItem, MAX_API_KEYS, readApiKey } from './api-key-store.ts';
import type { Role } from './role.ts';
import { type SecretPair, secretPairOf } from './secret-keys.ts';

export interface ApiKeyPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  random: Random;
  /** The text from which secret keys are derived. @default keys of kind `tencent` cannot be made */
  credentialMaster?: () => Promise<string>;
}

/** Writes that others may forestall: two keys of one millisecond, two admins deleting each other's key. */
const TRIES = 5;

/** Creates a key. `apiKey` is the complete key, which is shown only this once. */
export const createApiKey = (
  ports: ApiKeyPorts,
  input: { name: string; role: Role },
): Promise<ApiKey & { apiKey: string }> =>
  storeNew(ports, (createdAt) => {
    const apiKey = newApiKey(createdAt, ports.random);
    return { ...partsOf(apiKey), ...input, kind: 'bearer', createdAt, apiKey };
  });

/**
 * Creates a key of kind `tencent`; its secret is shown only this once. Throws `invalid-request` in a product without
 * the endpoint for it.
 */
export const createSigningKey = async (
  ports: ApiKeyPorts,
  input: { name: string; role: Role },
): Promise<ApiKey & SecretPair> => {
  const rule = 'must be bearer: there is no endpoint for Tencent Cloud here';
  if (ports.credentialMaster === undefined) throw invalidField('/kind', rule, 'not-allowed');
  const master = await ports.credentialMaster();
  return await storeNew(ports, (createdAt) => {
    const keyId = newId(createdAt, ports.random);
    return { ...input, keyId, kind: 'tencent', hash: null, createdAt, ...secretPairOf(master, keyId) };
  });
};

async function storeNew<Made extends ApiKey>(ports: ApiKeyPorts, make: (now: Instant) => Made): Promise<Made> {
  if ((await allApiKeys(ports.tables)).length >= MAX_API_KEYS) {
    throw new Problem('invalid-request', `there are already ${MAX_API_KEYS} API keys; delete one first`, {
      params: { max: MAX_API_KEYS },
    });
  }
  return await tries(TRIES, 'a new API key', async () => {
    const made = make(ports.clock.now());
    const { keyId, name, role, kind, hash, createdAt } = made;
    const item = apiKeyToItem({ keyId, name, role, kind, hash, createdAt });
    const result = await ports.tables.write({ kind: 'put', table: 'Content', item, when: [{ item: 'missing' }] });
    return result.ok ? made : AGAIN;
  });
}

/** Stores a key of kind `tencent` under an id of its own: the one of a local product. Safe to repeat. */
export const adoptSigningKey = async (
  ports: Omit<ApiKeyPorts, 'random'>,
  input: { keyId: string; name: string; role: Role },
): Promise<void> => {
  const earlier = await readApiKey(ports.tables, input.keyId);
  if (earlier?.kind === 'tencent' && earlier.role === input.role) return;
  const stored: ApiKey = { ...input, kind: 'tencent', hash: null, createdAt: ports.clock.now() };
  await ports.tables.write({ kind: 'put', table: 'Content', item: apiKeyToItem(stored) });
};

/**
 * Stores a key that was created elsewhere: the first admin key of a stack or of a local product. Safe to repeat; a key
 * with the same id and another secret is replaced. Throws when the text is not a valid key.
 */
export const adoptApiKey = async (
  ports: Omit<ApiKeyPorts, 'random'>,
  apiKey: string,
  input: { name: string; role: Role },
): Promise<ApiKey> => {
  const stored: ApiKey = { ...partsOf(apiKey), ...input, kind: 'bearer', createdAt: ports.clock.now() };
  const earlier = await readApiKey(ports.tables, stored.keyId);
  if (earlier?.hash === stored.hash) return earlier;
  await ports.tables.write({ kind: 'put', table: 'Content', item: apiKeyToItem(stored) });
  return stored;
};

/** Newest first. Sorted here, because the id of a key that was created elsewhere does not contain its age. */
export const listApiKeys = async (
  { tables }: Pick<ApiKeyPorts, 'tables'>,
  { limit, after }: { limit: number; after: Cursor | null },
): Promise<{ keys: ApiKey[]; next: Cursor | null }> => {
  const sorted = (await allApiKeys(tables)).sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
  const rest = after === null ? sorted : sorted.filter((key) => placeOf(key) < (after.place ?? ''));
  const keys = rest.slice(0, limit);
  const last = keys.at(-1);
  return { keys, next: last !== undefined && rest.length > keys.length ? { place: placeOf(last) } : null };
};

const placeOf = ({ createdAt, keyId }: ApiKey): string => `${sortable(createdAt)}#${keyId}`;

/** Deletes a key. Throws `not-found`, and `in-use` for the last admin key, without which no other could be created. */
export const deleteApiKey = (ports: ApiKeyPorts, keyId: string): Promise<void> =>
  tries(TRIES, `deletion of API key ${keyId}`, async () => {
    const key = await readApiKey(ports.tables, keyId);
    if (key === undefined) throw new Problem('not-found', `there is no API key ${keyId}`);
    return (await deleteUnlessLast(ports, key)) ? undefined : AGAIN;
  });

/** Whether it can make keys: there are no calls for that among those which are signed. */
const managesKeys = ({ role, kind }: ApiKey): boolean => role === 'admin' && kind === 'bearer';

/** False when the keys changed in between. */
const deleteUnlessLast = async ({ tables, random }: ApiKeyPorts, key: ApiKey): Promise<boolean> => {
  const gone: Write = { kind: 'delete', table: 'Content', key: apiKeyKey(key.keyId), when: [{ item: 'exists' }] };
  if (!managesKeys(key)) return (await tables.write(gone)).ok;
  const other = (await allApiKeys(tables)).find((one) => managesKeys(one) && one.keyId !== key.keyId);
  if (other === undefined) throw new Problem('in-use', 'the last admin key cannot be deleted');
  // The same transaction checks the other key: two admins cannot delete each other's keys concurrently.
  const otherStays: Write = {
    kind: 'check',
    table: 'Content',
    key: apiKeyKey(other.keyId),
    when: [apiKeyRow.is('role', '=', 'admin')],
  };
  return (await commit([gone, otherStays], { tables, random })).ok;
};

/** The id and the hash of a bearer key. Throws when the text is none. */
const partsOf = (apiKey: string): Pick<ApiKey, 'keyId' | 'hash'> => {
  const parts = parseApiKey(apiKey);
  if (parts === null)
    throw new Error(
      'an API key is written mr_<id>_<secret> or <secret>, with a secret of 32 to 128 letters and digits',
    );
  return { keyId: parts.keyId, hash: hashOf(parts.secret) };
};
