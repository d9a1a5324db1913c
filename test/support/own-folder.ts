import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives all tests one temporary folder of their own, and removes it at the end of the process with all that they left
 * there, such as syntheses of the stack.
 */
export default function makeOwnFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'mailramp-tests-'));
  process.env.TMPDIR = folder;
  process.env.TEMP = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
