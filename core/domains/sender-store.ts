import { domainOf } from '../audience/address.ts';
import type { Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import type { SenderDefaults } from '../content/content-of.ts';
import { SENDER_LISTING, senderKey, senderListingKey, smtpPasswordKey } from '../keys.ts';
import type { Random } from '../random.ts';
import { rowOf } from '../row.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';

const SENDERS_PER_READ = 100;

/** Defaults for mail from an address. Any address of a verified domain may send without one. */
export interface Sender extends SenderDefaults {
  address: string;
  createdAt: Instant;
}

const row = rowOf<Sender>('sender');
const listingRow = rowOf<Pick<Sender, 'address'>>('sender in the list');

const senderToItem = (sender: Sender): Item => row.item(senderKey(sender.address), sender);

const senderFromItem = (item: Item): Sender => {
  const r = row.reader(item);
  return {
    address: item.sk,
    name: r.textOrNull('name'),
    replyTo: r.textOrNull('replyTo'),
    createdAt: r.instant('createdAt'),
  };
};

/** Strongly consistent. */
export async function readSender(tables: Tables, address: string): Promise<Sender | undefined> {
  const item = await tables.get('Content', senderKey(address));
  return item && senderFromItem(item);
}

/** The row of a new sender and its place in the list; refused when the sender exists. */
export const newSenderWrites = (sender: Sender): Write[] => [
  { kind: 'put', table: 'Content', item: senderToItem(sender), when: [{ item: 'missing' }] },
  {
    kind: 'put',
    table: 'Content',
    item: listingRow.item(senderListingKey(sender.createdAt, sender.address), { address: sender.address }),
  },
];

/** Changes the defaults of a sender; null removes one, `undefined` stays. Undefined when there is no such sender. */
export async function updateSender(
  tables: Tables,
  address: string,
  changes: { [K in keyof SenderDefaults]?: SenderDefaults[K] },
): Promise<Sender | undefined> {
  if (Object.keys(changes).length === 0) return readSender(tables, address);
  const result = await tables.write({
    kind: 'update',
    table: 'Content',
    key: senderKey(address),
    ...row.change(changes),
    when: [{ item: 'exists' }],
  });
  return result.ok && result.item ? senderFromItem(result.item) : undefined;
}

/** With its SMTP password. Refused when the sender was deleted or replaced. */
export const deleteSenderWrites = ({ address, createdAt }: Sender): Write[] => [
  {
    kind: 'delete',
    table: 'Content',
    key: senderKey(address),
    when: [row.is('createdAt', '=', createdAt)],
  },
  { kind: 'delete', table: 'Content', key: senderListingKey(createdAt, address) },
  { kind: 'delete', table: 'Content', key: smtpPasswordKey(address) },
];

/** Senders, newest first; `limit` 1 to 100. */
export async function sendersPage(
  tables: Tables,
  page: { limit: number; after: Cursor | null },
): Promise<{ senders: Sender[]; next: Cursor | null }> {
  const { items, next } = await tables.query({ table: 'Content', pk: SENDER_LISTING, reverse: true, ...page });
  const keys = items.map((item) => senderKey(listingRow.reader(item).text('address')));
  const rows = keys.length === 0 ? [] : await tables.getMany('Content', keys);
  return { senders: rows.flatMap((row) => (row === undefined ? [] : [senderFromItem(row)])), next };
}

/** Whether a domain has any sender. */
export async function hasSenderOf(tables: Tables, domain: string): Promise<boolean> {
  let after: Cursor | null = null;
  do {
    const { senders, next }: Awaited<ReturnType<typeof sendersPage>> = await sendersPage(tables, {
      limit: SENDERS_PER_READ,
      after,
    });
    if (senders.some(({ address }) => domainOf(address) === domain)) return true;
    after = next;
  } while (after !== null);
  return false;
}

/** Removes the senders of a domain that is gone. Safe to repeat. */
export async function removeSendersOf(ports: { tables: Tables; random: Random }, domain: string): Promise<void> {
  let after: Cursor | null = null;
  do {
    const { senders, next }: Awaited<ReturnType<typeof sendersPage>> = await sendersPage(ports.tables, {
      limit: SENDERS_PER_READ,
      after,
    });
    for (const sender of senders) {
      if (domainOf(sender.address) === domain) await commit(deleteSenderWrites(sender), ports);
    }
    after = next;
  } while (after !== null);
}
