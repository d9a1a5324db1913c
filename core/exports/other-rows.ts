import { isExpired } from '../audience/expiry.ts';
import { type Suppression, suppressionsPage } from '../audience/suppressions.ts';
import { type Clock, iso, isoOrNull } from '../clock.ts';
import { DAY_COUNTS, readStatistics } from '../insight/statistics.ts';
import { Problem } from '../problems.ts';
import type { Cursor, Tables } from '../tables.ts';
import type { ExportPlace } from './export.ts';
import { ExportFailure } from './export-failure.ts';
import type { RowPage, RowSource } from './rows.ts';

const SUPPRESSIONS_PER_PAGE = 1_000;

interface SuppressionsPlace {
  after: Cursor | null;
  isEnd: boolean;
}

/** Who is not mailed, newest first: those who are added meanwhile belong to the next export. */
export const suppressionRows = (
  tables: Tables,
  filter: { reason: string | null; domain: string | null },
  clock: Pick<Clock, 'now'>,
): RowSource =>
  async function* (from: ExportPlace): AsyncGenerator<RowPage> {
    let place: SuppressionsPlace = (from as SuppressionsPlace | null) ?? { after: null, isEnd: false };
    if (from === null)
      yield { lines: [['email', 'reason', 'domain', 'createdAt', 'expiresAt']], rows: 0, place: { ...place } };
    const matches = (suppression: Suppression): boolean =>
      !isExpired(suppression, clock.now()) &&
      (filter.reason === null || suppression.reason === filter.reason) &&
      (filter.domain === null || suppression.domain === filter.domain);
    while (!place.isEnd) {
      const page = { limit: SUPPRESSIONS_PER_PAGE, after: place.after };
      const { suppressions, next } = await suppressionsPage(tables, page, matches);
      place = { after: next, isEnd: next === null };
      const lines = suppressions.map(({ email, reason, domain, createdAt, expiresAt }) => [
        email,
        reason,
        domain ?? '',
        iso(createdAt),
        isoOrNull(expiresAt) ?? '',
      ]);
      yield { lines, rows: lines.length, place: { ...place } };
    }
  };

/** Bulk mail by quota day. */
export const statisticsRows = (tables: Tables, range: { from: string; to: string; domain: string | null }): RowSource =>
  async function* (from: ExportPlace): AsyncGenerator<RowPage> {
    if (from !== null) return;
    const { days } = await readStatistics(tables, range).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      throw new ExportFailure('too-many-domains', error.message);
    });
    const lines = days.map((day) => [day.day, ...DAY_COUNTS.map((name) => String(day[name]))]);
    yield { lines: [['day', ...DAY_COUNTS], ...lines], rows: lines.length, place: {} };
  };
