import type { ApiKey, NewApiKey } from '../answers.ts';
import { allItems } from '../lookup.ts';
import type { Session } from '../session.ts';
import { facts, table } from '../table.ts';
import { count, minute } from '../text.ts';

/** All API keys, without their secrets. */
export async function showKeys(session: Session): Promise<void> {
  const keys = await allItems<ApiKey>(await session.api(), '/v1/api-keys');
  const lines = table<ApiKey>(
    keys,
    [
      { title: 'KEY', of: ({ keyId }) => keyId },
      { title: 'NAME', of: ({ name }) => name },
      { title: 'ROLE', of: ({ role }) => role },
      { title: 'MADE', of: ({ createdAt }) => minute(createdAt) },
      { title: 'LAST USED', of: ({ lastSeenAt }) => lastSeenAt ?? '-' },
      { title: 'SIGNED IN', of: ({ sessions }) => count(sessions), align: 'right' },
    ],
    session,
  );
  session.show(lines, keys);
}

export interface NewKeyOptions {
  role: string;
  kind: string;
}

/** A new key; what opens the door is shown this once. */
export async function addKey(session: Session, name: string, { role, kind }: NewKeyOptions): Promise<void> {
  const api = await session.api();
  const made = await api.post<NewApiKey>('/v1/api-keys', { name, role, kind });
  const lines = facts([
    ['key', made.keyId],
    ['name', made.name],
    ['role', made.role],
    ['API key', made.apiKey],
    ['SecretId', made.secretId],
    ['SecretKey', made.secretKey],
  ]);
  session.show([...lines, '', 'Keep it now: it is not shown again.'], [made]);
}
