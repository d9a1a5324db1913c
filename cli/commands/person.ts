import type { Email, Erasure, Suppression } from '../answers.ts';
import { everyItem } from '../lookup.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { count, minute, plain } from '../text.ts';

/** Mails that are shown of a person. */
const MAILS_SHOWN = 50;

/** Why a person gets mail or none: what suppresses them, and what became of the mails to them. */
export async function showPerson(session: Session, address: string): Promise<void> {
  const api = await session.api();
  const query = { email: address };
  const { items: suppressions } = await api.get<{ items: Suppression[] }>('/v1/suppressions', { query });
  const email = suppressions[0]?.email ?? address;
  const mails: Email[] = [];
  for await (const mail of everyItem<Email>(api, '/v1/emails', { query: { to: email } })) {
    if (mails.push(mail) === MAILS_SHOWN) break;
  }
  const why = suppressions.map(({ reason, domain, createdAt }) => {
    const whose = domain === null ? 'no mail of any domain' : `no bulk mail of ${domain}`;
    return `${email} gets ${whose} since ${minute(createdAt)} (${reason})`;
  });
  session.show(
    [...(why.length === 0 ? [`${email} is not suppressed`] : why), '', ...mailLines(session, mails)],
    [{ email, suppressions, mails }],
  );
}

function mailLines(session: Session, mails: Email[]): string[] {
  if (mails.length === 0) return ['No mails are on record.'];
  return table<Email>(
    mails,
    [
      { title: 'AT', of: ({ at }) => (at === null ? '' : minute(at)) },
      { title: 'TASK', of: ({ taskId }) => taskId ?? 'single mail' },
      { title: 'OUTCOME', of: ({ outcome }) => outcome ?? 'under way', tone: ({ outcome }) => outcome ?? '' },
      { title: 'THEN', of: ({ delivery }) => delivery?.status ?? '' },
      { title: 'WHY', of: ({ reason }) => reason ?? '' },
    ],
    session,
  );
}

/** Erases a person everywhere, after a question, and says what was erased. Answers the exit code. */
export async function forget(session: Session, address: string, options: { yes?: boolean }): Promise<number> {
  if (!(await session.confirmed(`Erase ${address} from all lists and records of mails?`, options))) return 0;
  const api = await session.api();
  const erased = await api.post<Erasure>('/v1/erasures', { email: address });
  const { email, lists, mails, suppressions } = erased;
  session.show(
    [
      lists.length === 0
        ? `${email} was in no list`
        : `${email} was erased from ${lists.map(({ name }) => plain(name)).join(', ')}`,
      `records of single mails that were erased: ${count(mails)}`,
      ...suppressions.map(({ reason }) => `kept, so that nobody mails them again: ${reason}`),
    ],
    [erased],
  );
  return 0;
}
