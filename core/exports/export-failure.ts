import type { ExportError } from './export.ts';

/** Ends an export without a file. */
export class ExportFailure extends Error {
  readonly error: ExportError;

  constructor(error: ExportError, message: string) {
    super(message);
    this.name = 'ExportFailure';
    this.error = error;
  }
}
