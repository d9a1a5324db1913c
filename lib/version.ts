import { readFileSync } from 'node:fs';
import path from 'node:path';

/** CloudFormation calls a custom resource again when one of its properties changes: with this one, at each version. */
export function versionOfProduct(): string {
  const file = path.join(import.meta.dirname, '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
