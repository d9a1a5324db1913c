import { openAsBlob, readFileSync, type Stats, statSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** A text file as a whole. Throws `UsageError`, with the reason, where it cannot be read. */
export function readText(path: string): string {
  checkFile(path);
  return readFileSync(path, 'utf8');
}

/** A file as it is. Throws `UsageError`, with the reason, where it cannot be read. */
export function readBytes(path: string): Buffer {
  checkFile(path);
  return readFileSync(path);
}

/** The complete file, but not in memory: its length is known, and an upload to S3 must state it. */
export async function openFile(path: string): Promise<Blob> {
  checkFile(path);
  return await openAsBlob(path);
}

/** Whether the path is of a file that is there. */
export const isFile = (path: string): boolean => look(path)?.isFile() ?? false;

function checkFile(path: string): void {
  const stats = look(path);
  if (stats === undefined) throw new UsageError(`there is no file ${path}`);
  if (stats.isDirectory()) throw new UsageError(`${path} is a directory, not a file`);
  if (!stats.isFile()) throw new UsageError(`${path} is not a regular file`);
  if (stats.size === 0) throw new UsageError(`${path} is empty`);
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
