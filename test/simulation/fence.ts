import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A fence is a condition of the protocol that the code marks with a comment, `fence: claim-status` between the stars,
 * so that a mutant can name what it takes away without repeating it: renames and moves leave mutants alone.
 *
 * A fence reaches from its comment through the next comma or semicolon outside of brackets, or to before the bracket
 * that closes around it, or to before the next `||` or `&&`.
 */
const MARK = /\/\* fence: ([a-z-]+) \*\/ /g;
const OPEN = '([{';
const CLOSE = ')]}';
const QUOTES = `'"\``;

/** Names of the fences in a text, in order. */
const fencesIn = (text: string): string[] => [...text.matchAll(MARK)].map(([, name]) => name ?? '');

/** Replaces what a fence of a text holds. Throws when the fence is not there exactly once. */
export function replaceFence(text: string, name: string, by: string): string {
  const mark = `/* fence: ${name} */ `;
  const [before, after, ...others] = text.split(mark);
  if (before === undefined || after === undefined || others.length > 0) {
    throw new Error(`the fence ${name} is not there exactly once`);
  }
  return before + by + after.slice(endOfFence(after));
}

function endOfFence(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (QUOTES.includes(char)) at = endOfString(text, at);
    else if (OPEN.includes(char)) depth += 1;
    else if (CLOSE.includes(char)) depth -= 1;
    if (depth < 0) return at;
    if (depth > 0) continue;
    if (char === ',' || char === ';') return at + 1;
    if (text.startsWith(' || ', at) || text.startsWith(' && ', at)) return at;
  }
  throw new Error('a fence has no end');
}

/** Where a string that begins at `from` ends; templates of the product nest no strings. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[from]) return at;
  }
  throw new Error('a string has no end');
}

/** Files of the product under `root` that hold fences, and the names of these. */
export async function fencedFiles(root: string): Promise<{ path: string; fences: string[] }[]> {
  const files: { path: string; fences: string[] }[] = [];
  for await (const path of glob('{adapters,bin,cli,core,lambdas,lib,local}/**/*.ts', { cwd: root })) {
    const fences = fencesIn(await readFile(join(root, path), 'utf8'));
    if (fences.length > 0) files.push({ path, fences });
  }
  return files;
}
