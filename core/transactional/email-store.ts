import { addressHash } from '../audience/address-hash.ts';
import type { Instant } from '../clock.ts';
import { forgottenAt } from '../insight/mail-item.ts';
import { emailsTo, emailsToFrom, emailToKey, otherMailKey } from '../keys.ts';
import { MAIL_OUTCOMES } from '../mail/mailer.ts';
import { VIAS, type Via } from '../mail/via.ts';
import { rowOf } from '../row.ts';
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
  /** How it came in. */
  via: Via;
}

/** Whether an id is that of a transactional mail. */
export const isEmailId = (mailId: string): boolean => /^mail-[A-Za-z0-9]{1,64}$/.test(mailId);

const row = rowOf<EmailRecord & { ttl: number }>('mail');
/** The place of a mail among those to its address. */
const placeRow = rowOf<{ mailId: string; ttl: number }>('mail to an address');

/**
 * Records a mail and its place among the mails to its address. Refused when the id has a record: then the hand-over may
 * have begun. Mail events write their facts into the same item, in whatever order they come.
 */
export const newEmailWrites = (record: EmailRecord): Write[] => [
  {
    kind: 'update',
    table: 'Mail',
    key: otherMailKey(record.mailId),
    ...row.change({ ...record, ttl: forgottenAt(record.at) }),
    /* fence: email-once */ when: [row.missing('mailId')],
  },
  {
    kind: 'put',
    table: 'Mail',
    item: placeRow.item(emailToKey(addressHash(record.email), record.at, record.mailId), {
      mailId: record.mailId,
      ttl: forgottenAt(record.at),
    }),
  },
];

/** Tries a mail again that certainly was not sent; refused when it has been, or may have been, meanwhile. */
export const emailAgainWrites = (record: EmailRecord): Write[] => [
  {
    kind: 'update',
    table: 'Mail',
    key: otherMailKey(record.mailId),
    ...row.change(record),
    /* fence: email-again */ when: [row.is('outcome', '=', 'failed')],
  },
];

/** Writes down what became of a mail that is recorded. */
export const emailOutcomeWrite = (mailId: string, { outcome, reason }: TransactionalOutcome): Write => ({
  kind: 'update',
  table: 'Mail',
  key: otherMailKey(mailId),
  ...row.change({ outcome, reason }),
  when: [{ item: 'exists' }],
});

/** The record in an item of the table Mail; undefined for another kind of mail, such as a test. */
export function emailFromItem(item: Item | undefined): EmailRecord | undefined {
  if (item?.mailId === undefined || item.outcome === undefined) return undefined;
  const r = row.reader(item);
  return {
    mailId: r.text('mailId'),
    outcome: r.oneOf('outcome', MAIL_OUTCOMES),
    reason: r.textOrNull('reason'),
    domain: r.text('domain'),
    from: r.text('from'),
    email: r.text('email'),
    subject: r.text('subject'),
    at: r.instant('at'),
    // Records of earlier versions have none.
    via: item.via === undefined ? 'api' : r.oneOf('via', VIAS),
  };
}

/** Strongly consistent; up to 100, in the order of the ids. */
export async function readEmails(tables: Tables, mailIds: string[]): Promise<(EmailRecord | undefined)[]> {
  return (await tables.getMany('Mail', mailIds.map(otherMailKey))).map(emailFromItem);
}

/** Strongly consistent. */
export async function readEmail(tables: Tables, mailId: string): Promise<EmailRecord | undefined> {
  return emailFromItem(await tables.get('Mail', otherMailKey(mailId)));
}

/** The id of a mail, from its place among those to its address. */
export const mailIdOfPlace = (place: Item): string => placeRow.reader(place).text('mailId');

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
  return { mailIds: items.map(mailIdOfPlace), next };
}
