import { parseAddress } from './address.ts';
import { ADDRESS_FAULTS, addressFaultOf } from './address-fault.ts';
import { addressHash } from './address-hash.ts';
import { requireList } from './list-store.ts';
import { type Candidate, checkListLimit, type StoreMembersPorts, storeMembers, tooMany } from './store-members.ts';

/** Maximum number of recipients per call. */
export const MAX_RECIPIENTS_PER_CALL = 20_000;
/** Maximum size of one recipient's data as JSON, in bytes. */
export const MAX_RECIPIENT_DATA_BYTES = 800;

/** Refused recipients that an answer names; the counts are of all. */
export const MAX_REFUSED_SHOWN = 1_000;
/** Of the text that was given as an address, so many characters are shown. */
const SHOWN_LENGTH = 320;

/** Without `data` a member keeps its data; null removes it. */
export interface NewRecipient {
  email: string;
  data?: Record<string, unknown> | null;
}

/** The outcome of a call by recipient: `total` is the sum of the others. */
export interface AddReport {
  total: number;
  added: number;
  /** Existing members, or addresses repeated in the call; they have the new data now. */
  repeated: number;
  /** No e-mail address. */
  invalid: number;
  /** An address over 254 bytes, or data over 800 bytes. */
  tooLong: number;
  /** The invalid and too long ones, in the order of the call: at most 1,000. */
  refused: RefusedRecipient[];
}

/** Why a recipient of a call is refused. */
export const RECIPIENT_FAULTS = [...ADDRESS_FAULTS, 'data-too-long'] as const;

export interface RefusedRecipient {
  /** Its place in the call, from 0. */
  index: number;
  email: string;
  reason: (typeof RECIPIENT_FAULTS)[number];
}

/**
 * Adds recipients to a list, in partitions side by side. Safe to repeat: an existing member gets the new data; if an
 * address is repeated, the last data wins. Throws `not-found`, and `too-many-recipients` over 20,000 a call or 5
 * million in the list; two concurrent calls may exceed the latter by the recipients of one of them.
 */
export async function addRecipients(
  ports: StoreMembersPorts,
  listId: string,
  recipients: NewRecipient[],
): Promise<AddReport> {
  checkRecipientCount(recipients);
  const list = await requireList(ports.tables, listId);
  const deduplicator = new Deduplicator();
  const refused: RefusedRecipient[] = [];
  for (const [index, recipient] of recipients.entries()) {
    const sifted = deduplicator.take(recipient);
    if (sifted === 'taken' || refused.length === MAX_REFUSED_SHOWN) continue;
    const reason = sifted === 'invalid' ? addressFaultOf(recipient.email) : sifted;
    refused.push({ index, email: recipient.email.slice(0, SHOWN_LENGTH), reason });
  }
  const { candidates, invalid, tooLong } = deduplicator;
  await checkListLimit(ports.tables, list, candidates);
  const { added } = await storeMembers(ports, list, candidates);
  const total = recipients.length;
  return { total, added, repeated: total - invalid - tooLong - added, invalid, tooLong, refused };
}

/** Looks at nothing but the length of a list. Throws `too-many-recipients` over 20,000. */
export function checkRecipientCount(recipients: unknown): void {
  if (!Array.isArray(recipients) || recipients.length <= MAX_RECIPIENTS_PER_CALL) return;
  const message = `at most ${MAX_RECIPIENTS_PER_CALL} recipients a call; there are ${recipients.length}`;
  throw tooMany(message, { max: MAX_RECIPIENTS_PER_CALL, unit: 'entries', count: recipients.length });
}

/** The fault of a recipient; `taken` when there is none. */
export type Sifted = 'taken' | 'invalid' | 'address-too-long' | 'data-too-long';

/** Collects the valid recipients, each address once, by default with the data given last. */
export class Deduplicator {
  readonly #byEmail = new Map<string, Candidate>();
  readonly #keepsExisting: boolean;
  invalid = 0;
  tooLong = 0;

  /** `keepsExisting`: members keep their data, and of a repeated address that of the first counts. */
  constructor({ keepsExisting = false } = {}) {
    this.#keepsExisting = keepsExisting;
  }

  get candidates(): Candidate[] {
    return [...this.#byEmail.values()];
  }

  /** `source`: see `Candidate`; of a repeated address that of the first counts. */
  take({ email: text, data: given }: NewRecipient, source?: string): Sifted {
    const parsed = parseAddress(text);
    if (!parsed.ok && parsed.problem === 'invalid') {
      this.invalid += 1;
      return 'invalid';
    }
    const data = given ? JSON.stringify(given) : given;
    const isDataTooLong = data !== undefined && data !== null && Buffer.byteLength(data) > MAX_RECIPIENT_DATA_BYTES;
    if (!parsed.ok || isDataTooLong) {
      this.tooLong += 1;
      return parsed.ok ? 'data-too-long' : 'address-too-long';
    }
    const email = parsed.address;
    const earlier = this.#byEmail.get(email);
    if (!earlier) {
      const kept = this.#keepsExisting ? { keepsExisting: true } : {};
      const candidate = { hash: addressHash(email), email, data, ...kept };
      this.#byEmail.set(email, source === undefined ? candidate : { ...candidate, source });
    } else if (data !== undefined && !this.#keepsExisting) earlier.data = data;
    return 'taken';
  }
}
