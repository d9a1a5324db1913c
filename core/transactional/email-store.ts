import { addressHash } from '../audience/address-hash.ts';
import { type Instant, SECOND } from '../clock.ts';
import { emailsTo, emailsToFrom, emailToKey, otherMailKey } from '../keys.ts';
import { MAIL_KEPT } from '../mail/limits.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import type { TransactionalOutcome } from './transactional-mail.ts';

/** The record of a transactional mail: the request and the result of the hand-over. Never its text. */
export interface EmailRecord extends TransactionalOutcome {
  /** `mail-` and letters and digits. */
  mailId: string;
  domain: string;
  /** `Name <address>` or an address. */
  from: string;
  /** The recipient's address. */
  email: string;
  subject: string;
  /** When it was to be handed over. */
  at: Instant;
}

/** Whether an id is that of a transactional mail. */
export const isEmailId = (mailId: string): boolean => /^mail-[A-Za-z0-9]{1,64}$/.test(mailId);

const ttlOf = (at: Instant): number => Math.ceil((at + MAIL_KEPT) / SECOND);

/**
 * Records a mail and its place among the mails to its address. Refused when the id has a record: then the hand-over may
 * have begun. Mail events write their facts into the same item, in whatever order they come.
 */
export const newEmailWrites = (record: EmailRecord): Write[] => [
  {
    kind: 'update',
    table: 'Mail',
    key: otherMailKey(record.mailId),
    set: { ...record, ttl: ttlOf(record.at) },
    when: [{ attribute: 'mailId', is: 'missing' }],
  },
  {
    kind: 'put',
    table: 'Mail',
    item: {
      ...emailToKey(addressHash(record.email), record.at, record.mailId),
      mailId: record.mailId,
      ttl: ttlOf(record.at),
    },
  },
];

/** Writes down what became of a mail that is recorded. */
export const emailOutcomeWrite = (mailId: string, { outcome, reason }: TransactionalOutcome): Write => ({
  kind: 'update',
  table: 'Mail',
  key: otherMailKey(mailId),
  set: { outcome, reason },
  when: [{ item: 'exists' }],
});

/** The record in an item of the table Mail; undefined for another kind of mail, such as a test. */
export const emailFromItem = (item: Item | undefined): EmailRecord | undefined =>
  item === undefined || typeof item.mailId !== 'string' || typeof item.outcome !== 'string'
    ? undefined
    : {
        mailId: item.mailId,
        outcome: item.outcome as EmailRecord['outcome'],
        reason: typeof item.reason === 'string' ? item.reason : null,
        domain: String(item.domain),
        from: String(item.from),
        email: String(item.email),
        subject: String(item.subject),
        at: Number(item.at),
      };

/** Strongly consistent. */
export async function readEmail(tables: Tables, mailId: string): Promise<EmailRecord | undefined> {
  return emailFromItem(await tables.get('Mail', otherMailKey(mailId)));
}

/** Ids of the transactional mails to an address from `from` (inclusive) to `to` (exclusive), latest first. */
export async function emailsToPage(
  tables: Tables,
  address: string,
  page: { from: Instant; to: Instant; limit: number; after: Cursor | null },
): Promise<{ mailIds: string[]; next: Cursor | null }> {
  const { items, next } = await tables.query({
    table: 'Mail',
    pk: emailsTo(addressHash(address)),
    from: emailsToFrom(page.from),
    to: emailsToFrom(page.to),
    reverse: true,
    limit: page.limit,
    after: page.after,
  });
  return { mailIds: items.map(({ mailId }) => String(mailId)), next };
}
