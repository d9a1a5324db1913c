import type { ImportError } from './import.ts';

/** Ends an import with an error in its file. */
export class ImportFailure extends Error {
  readonly error: ImportError;

  constructor(error: ImportError, message: string) {
    super(message);
    this.name = 'ImportFailure';
    this.error = error;
  }
}
