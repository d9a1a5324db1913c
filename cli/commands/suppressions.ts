import type { Suppression } from '../answers.ts';
import { everyItem } from '../lookup.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { count, minute } from '../text.ts';

const EMAIL_MAX = 40;

/** Who gets no mail, newest first. */
export async function showSuppressions(session: Session, { limit }: { limit: number }): Promise<void> {
  const api = await session.api();
  const shown: Suppression[] = [];
  for await (const each of everyItem<Suppression>(api, '/v1/suppressions')) {
    if (shown.push(each) === limit) break;
  }
  const lines = table<Suppression>(
    shown,
    [
      { title: 'EMAIL', of: ({ email }) => email, most: EMAIL_MAX },
      { title: 'REASON', of: ({ reason }) => reason },
      { title: 'SINCE', of: ({ createdAt }) => minute(createdAt) },
      { title: 'FOR', of: ({ domain }) => domain ?? 'all domains' },
    ],
    session,
  );
  const more = shown.length === limit ? [`the latest ${count(limit)}: --limit shows more`] : [];
  session.show(shown.length === 0 ? ['Nobody is suppressed.'] : [...lines, ...more], shown);
}

/** Sees to it that an address gets no mail any more. */
export async function suppress(
  session: Session,
  email: string,
  { reason = 'manual', domain }: { reason?: string; domain?: string },
): Promise<void> {
  const api = await session.api();
  const made = await api.post<Suppression>('/v1/suppressions', { email, reason, ...(domain && { domain }) });
  session.show([`${made.email} gets no mail any more (${made.reason})`], [made]);
}

/** Lets an address be mailed again. */
export async function unsuppress(session: Session, email: string): Promise<void> {
  const api = await session.api();
  await api.delete('/v1/suppressions/{email}', { params: { email } });
  session.show([`${email} may be mailed again`], [{ deleted: email }]);
}
