import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Replaces a file as a whole: a process killed in between leaves the old one. */
export function writeAtomically(path: string, content: string, mode = 0o644): void {
  const next = `${path}.next`;
  writeFileSync(next, content, { mode });
  renameSync(next, path);
}

/** The text of a file, or `undefined` when there is none. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
