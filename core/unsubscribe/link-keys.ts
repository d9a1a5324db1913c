import { type Clock, DAY, type Instant } from '../clock.ts';
import { unsubscribeKeyKey } from '../keys.ts';
import type { Random } from '../random.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Tables } from '../tables.ts';
import { keyNumberOf, type LinkKey, linkKey, openLinkToken, type Unsubscriber } from './link-token.ts';

/** How long a key signs ... */
const PERIOD = 90 * DAY;
/** ... and how long it is kept afterwards, so that links in old mails still work. */
const KEPT_AFTER = 3 * 365 * DAY;
/** Maximum number of keys that a process caches: more than are kept. */
const REMEMBERED = 32;

const periodOf = (at: Instant): number => Math.floor(at / PERIOD);

const keyRow = rowOf<{ secret: string; createdAt: Instant; ttl: number }>('key of links to unsubscribe');

/**
 * The keys of links, by the number of their period: all senders of a period sign with the same key. The first one that
 * needs a key creates it.
 */
export class LinkKeys {
  readonly #tables: Tables;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #known = new Map<number, LinkKey>();

  constructor({ tables, clock }: { tables: Tables; clock: Pick<Clock, 'now'> }) {
    this.#tables = tables;
    this.#clock = clock;
  }

  /** The current signing key. */
  async current(random: Random): Promise<LinkKey> {
    const number = periodOf(this.#clock.now());
    return (await this.#read(number)) ?? (await this.#make(number, random));
  }

  /** The contents of a token; null when no key has signed it. */
  async open(token: string): Promise<Unsubscriber | null> {
    const number = keyNumberOf(token);
    const now = periodOf(this.#clock.now());
    // The next period may be that of a machine whose clock is ahead. Others need no lookup.
    if (number === null || number > now + 1 || number < now - KEPT_AFTER / PERIOD - 1) return null;
    const key = await this.#read(number);
    return key === undefined ? null : openLinkToken(key, token);
  }

  async #read(number: number): Promise<LinkKey | undefined> {
    const known = this.#known.get(number);
    if (known) return known;
    const row = await this.#tables.get('Content', unsubscribeKeyKey(number));
    return row && this.#remember(linkKey(number, keyRow.reader(row).text('secret')));
  }

  async #make(number: number, random: Random): Promise<LinkKey> {
    const secret = random.id() + random.id();
    const written = await this.#tables.write({
      kind: 'put',
      table: 'Content',
      item: keyRow.item(unsubscribeKeyKey(number), {
        secret,
        createdAt: this.#clock.now(),
        ttl: ttlAt((number + 1) * PERIOD + KEPT_AFTER),
      }),
      when: [{ item: 'missing' }],
    });
    if (written.ok) return this.#remember(linkKey(number, secret));
    const first = await this.#read(number);
    if (!first) throw new Error(`the key ${number} of links to unsubscribe cannot be read`);
    return first;
  }

  #remember(key: LinkKey): LinkKey {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(key.number, key);
    return key;
  }
}
