import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page of the documentation whose part of a given name holds what the code says; the rest of it is as it was. */
export function pageWith(root: string, path: string, name: string, content: string): Record<string, string> {
  const begin = `<!-- ${name}: written by npm run docs -->`;
  const end = `<!-- end of ${name} -->`;
  const [before = '', rest = ''] = readFileSync(join(root, path), 'utf8').split(begin);
  const after = rest.split(end)[1] ?? '';
  return { [path]: `${before}${begin}\n\n${content}\n\n${end}${after}` };
}
