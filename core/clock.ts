/** An instant in milliseconds since 1970-01-01T00:00:00Z. Rows hold instants as numbers, the API shows ISO 8601. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The only source of time. Core rules take an `Instant`; use cases take a `Clock`. */
export interface Clock {
  now(): Instant;
  /** Waits; the engine never asks for more than a second. */
  sleep(milliseconds: number): Promise<void>;
}

/** An instant as the API shows it, e.g. `2027-01-05T09:00:00.000Z`. */
export const iso = (at: Instant): string => new Date(at).toISOString();

/** The same for an instant that may be missing. */
export const isoOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));

/** An instant as a text whose order is that of time, as sort keys need it. */
export const sortable = (at: Instant): string => String(Math.max(0, at)).padStart(15, '0');
