import { type Instant, MINUTE, SECOND } from '../clock.ts';
import type { Tables } from '../tables.ts';
import { addressHash } from './address-hash.ts';
import { domainScope, GLOBAL_SCOPE, listScope, readExclusionLog } from './exclusion-log.ts';
import { readExclusions } from './exclusion-rows.ts';
import type { Exclusions } from './snapshot.ts';

/** An entry may be written this long after the time in its key: a slow transaction, or a clock that is behind. */
const OVERLAP = 2 * MINUTE;

export interface ExclusionsOptions {
  /** How old the knowledge of a log may be, in milliseconds. Default 20 s. */
  maxAgeMs?: number;
  /** Maximum number of cached scopes; the least recently used one is evicted first. Default 64. */
  maxScopes?: number;
  /**
   * Maximum number of cached hashes of one scope; above it every address of the scope is looked up. Default 100,000.
   */
  maxHashes?: number;
  /** Maximum number of cached hashes in total. Default 400,000, about 40 MB. */
  maxHashesInAll?: number;
}

/** The known part of the log of one scope. */
interface Knowledge {
  /** The log is known from here on ... */
  since: Instant;
  /** ... to here. */
  readAt: Instant;
  hashes: Set<string>;
  /** Too many to cache: every address is a suspect, and the log need not be read any longer. */
  isCrowded: boolean;
}

/**
 * Watches the logs of exclusions and looks up the addresses in them. While nothing happens, that costs one small query
 * for each list and the two other scopes of an audience every `maxAgeMs`, however many recipients are checked.
 */
export function createExclusions(tables: Tables, options: ExclusionsOptions = {}): Exclusions {
  const knowledge = new LogKnowledge(tables, options);
  return {
    async check({ lists: { listIds }, domain, frozenAt }, emails, now) {
      const scopes = [...listIds.map(listScope), domainScope(domain), GLOBAL_SCOPE];
      const known = await Promise.all(scopes.map((scope) => knowledge.of(scope, frozenAt - OVERLAP, now)));
      const suspects = new Set(
        emails.filter((email) => {
          const hash = addressHash(email);
          return known.some(({ isCrowded, hashes }) => isCrowded || hashes.has(hash));
        }),
      );
      return readExclusions(tables, { lists: { listIds, excludeListIds: [] }, domain, now }, [...suspects]);
    },
  };
}

class LogKnowledge {
  readonly #tables: Tables;
  readonly #limits: Required<ExclusionsOptions>;
  /** In the order of their use, the latest last. */
  readonly #known = new Map<string, Knowledge>();
  readonly #reading = new Map<string, Promise<Knowledge>>();

  constructor(tables: Tables, options: ExclusionsOptions) {
    this.#tables = tables;
    this.#limits = { maxAgeMs: 20 * SECOND, maxScopes: 64, maxHashes: 100_000, maxHashesInAll: 400_000, ...options };
  }

  /** The entries of a scope's log since an instant, not older than `maxAgeMs`. */
  async of(scope: string, since: Instant, now: Instant): Promise<Knowledge> {
    for (;;) {
      // Concurrent checks share one read; it may cover too little for this one, so check again.
      const underWay = this.#reading.get(scope);
      const known = underWay ? await underWay : this.#known.get(scope);
      if (known && isEnough(known, since, now, this.#limits.maxAgeMs)) {
        if (this.#known.delete(scope)) this.#known.set(scope, known);
        return known;
      }
      if (this.#reading.has(scope)) continue;
      const reading = this.#read(scope, known, since, now).finally(() => this.#reading.delete(scope));
      this.#reading.set(scope, reading);
      return reading;
    }
  }

  async #read(scope: string, known: Knowledge | undefined, since: Instant, now: Instant): Promise<Knowledge> {
    const goesOn = known !== undefined && known.since <= since;
    const from = goesOn ? known.readAt - OVERLAP : since;
    const hashes = goesOn ? known.hashes : new Set<string>();
    let isCrowded = false;
    for await (const page of readExclusionLog(this.#tables, scope, from)) {
      for (const hash of page) hashes.add(hash);
      isCrowded = hashes.size > this.#limits.maxHashes;
      if (isCrowded) break;
    }
    const read: Knowledge = {
      since: goesOn ? known.since : since,
      readAt: now,
      // Not emptied in place: a check in progress may still hold it.
      hashes: isCrowded ? new Set() : hashes,
      isCrowded,
    };
    this.#known.delete(scope);
    this.#known.set(scope, read);
    this.#forget();
    return read;
  }

  /** Keeps the scope just read, whatever its size. */
  #forget(): void {
    let hashes = 0;
    for (const known of this.#known.values()) hashes += known.hashes.size;
    for (const [scope, known] of this.#known) {
      const fits = this.#known.size <= this.#limits.maxScopes && hashes <= this.#limits.maxHashesInAll;
      if (fits || this.#known.size === 1) return;
      this.#known.delete(scope);
      hashes -= known.hashes.size;
    }
  }
}

const isEnough = (known: Knowledge, since: Instant, now: Instant, maxAgeMs: number): boolean =>
  known.isCrowded || (known.since <= since && /* fence: exclusions-age */ now - known.readAt <= maxAgeMs);
