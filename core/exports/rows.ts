import type { ExportPlace } from './export.ts';

/** Some lines of a file, and where the lines after them begin. */
export interface RowPage {
  lines: string[][];
  /** How many of the lines are rows, and not the header. */
  rows: number;
  place: ExportPlace;
}

/**
 * The lines of an export from a place on, the header first of all, page by page; what a page holds is bounded. From the
 * same place the same lines come again, as far as nothing has changed since. Throws `ExportFailure`.
 */
export type RowSource = (place: ExportPlace) => AsyncGenerator<RowPage>;

/** A value of a recipient as a cell: texts as they are, what has parts as JSON. */
export const cellOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
