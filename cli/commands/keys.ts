import type { ApiKey } from '../answers.ts';
import { allItems } from '../lookup.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
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
