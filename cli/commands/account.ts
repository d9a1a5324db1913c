import type { Account } from '../answers.ts';
import type { Session } from '../session.ts';
import { facts } from '../table.ts';
import { count, minute } from '../text.ts';

/** What the account may send, and whether everything is held. */
export async function showAccount(session: Session): Promise<void> {
  const api = await session.api();
  show(session, await api.get<Account>('/v1/account'));
}

/** Holds everything in one write, or lets it go on. */
export async function switchAll(session: Session, action: 'hold' | 'release'): Promise<void> {
  const api = await session.api();
  show(session, await api.post<Account>(`/v1/account/${action}`));
}

function show(session: Session, account: Account): void {
  const { sandbox, sendingEnabled, max24HourSend, sentLast24Hours, sendRate, hold } = account;
  const since = hold?.since ? ` since ${minute(hold.since)}` : '';
  const used = sentLast24Hours === null ? '' : `${count(sentLast24Hours)} of `;
  const lines = facts([
    ['held', hold === null ? 'no' : `yes: ${hold.reason}${since}; nothing is sent until npx mailramp release`],
    ['sandbox', sandbox ? 'yes: mail reaches verified addresses only' : null],
    ['sending', sendingEnabled === false ? 'stopped by SES' : null],
    ['quota', max24HourSend === null ? 'none known' : `${used}${count(max24HourSend)} mails in 24 hours`],
    ['rate', `${count(sendRate)} mails a second`],
  ]);
  session.show(lines, [account]);
}
