import type { Email } from '../insight/find-emails.ts';
import { deliveryFromItem, MAIL_FACTS, mailKeyOf } from '../insight/mail-item.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import { endOfDay, startOfDay } from '../warm-up/quota-day.ts';
import { emailFromItem, emailsToPage, isEmailId } from './email-store.ts';

/** A transactional mail by its id; null when there is none. One read. */
export async function findTransactionalEmail(mailId: string, { tables }: { tables: Tables }): Promise<Email | null> {
  return isEmailId(mailId) ? emailOf(await tables.get('Mail', mailKeyOf(mailId))) : null;
}

/** The transactional mails to an address on a quota day (ISO date), or on any, latest first; `limit` 1 to 100. */
export async function findTransactionalEmailsTo(
  { day, email, limit, after }: { day: string | null; email: string; limit: number; after: Cursor | null },
  { tables, quotaDayOffsetMinutes }: { tables: Tables; quotaDayOffsetMinutes: number },
): Promise<{ emails: Email[]; next: Cursor | null }> {
  const range =
    day === null
      ? { from: 0, to: Number.MAX_SAFE_INTEGER }
      : { from: startOfDay(day, quotaDayOffsetMinutes), to: endOfDay(day, quotaDayOffsetMinutes) };
  const { mailIds, next } = await emailsToPage(tables, email, { ...range, limit, after });
  const items = mailIds.length === 0 ? [] : await tables.getMany('Mail', mailIds.map(mailKeyOf));
  return { emails: items.map(emailOf).filter((found) => found !== null), next };
}

function emailOf(item: Item | undefined): Email | null {
  const record = emailFromItem(item);
  if (!item || !record) return null;
  const { mailId, email, outcome, reason, at } = record;
  const isHeardOf = MAIL_FACTS.some((fact) => item[fact] !== undefined);
  // Mail events prove a hand-over whose answer was lost.
  const isProven = outcome === 'unknown' && isHeardOf;
  return {
    mailId,
    taskId: null,
    runId: null,
    email,
    outcome: isProven ? 'sent' : outcome,
    reason: isProven ? null : reason,
    at,
    delivery: isHeardOf ? deliveryFromItem(item) : null,
  };
}
