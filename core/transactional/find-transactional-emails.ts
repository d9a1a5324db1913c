import type { Email } from '../insight/find-emails.ts';
import { deliveryFromItem, MAIL_FACTS, mailKeyOf } from '../insight/mail-item.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import { endOfDay, startOfDay } from '../warm-up/quota-day.ts';
import { type EmailRecord, emailFromItem, emailsToPage, isEmailId } from './email-store.ts';

/** A transactional mail by its id; null when there is none. One read. */
export async function findTransactionalEmail(mailId: string, { tables }: { tables: Tables }): Promise<Email | null> {
  return isEmailId(mailId) ? (recordedIn(await tables.get('Mail', mailKeyOf(mailId)))?.email ?? null) : null;
}

/** Up to 100 transactional mails by their ids, in that order; undefined for one that there is not. One read. */
export async function findTransactionalEmails(
  mailIds: string[],
  { tables }: { tables: Tables },
): Promise<(Email | undefined)[]> {
  return (await tables.getMany('Mail', mailIds.map(mailKeyOf))).map((item) => recordedIn(item)?.email);
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
  const { found, next } = await recordedEmailsTo(tables, email, { ...range, limit, after });
  return { emails: found.map((recorded) => recorded.email), next };
}

/** A mail as it is shown, and the record that it is read from. */
interface RecordedEmail {
  email: Email;
  record: EmailRecord;
}

/** The same `from` an instant (inclusive) `to` another (exclusive), each with its record. */
export async function recordedEmailsTo(
  tables: Tables,
  address: string,
  page: Parameters<typeof emailsToPage>[2],
): Promise<{ found: RecordedEmail[]; next: Cursor | null }> {
  const { mailIds, next } = await emailsToPage(tables, address, page);
  const items = mailIds.length === 0 ? [] : await tables.getMany('Mail', mailIds.map(mailKeyOf));
  return { found: items.map(recordedIn).filter((recorded) => recorded !== null), next };
}

function recordedIn(item: Item | undefined): RecordedEmail | null {
  const record = emailFromItem(item);
  if (!item || !record) return null;
  const { mailId, from, via, outcome, reason, at } = record;
  const isHeardOf = MAIL_FACTS.some((fact) => item[fact] !== undefined);
  // Mail events prove a hand-over whose answer was lost.
  const isProven = outcome === 'unknown' && isHeardOf;
  const email: Email = {
    mailId,
    taskId: null,
    runId: null,
    email: record.email,
    from,
    via,
    outcome: isProven ? 'sent' : outcome,
    reason: isProven ? null : reason,
    at,
    delivery: isHeardOf ? deliveryFromItem(item) : null,
  };
  return { email, record };
}
