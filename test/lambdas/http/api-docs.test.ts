import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { apiFiles } from '../../../scripts/api-files.ts';

const ROOT = join(__dirname, '../../..');

describe('the written documents', () => {
  it.each(Object.entries(apiFiles(ROOT)))('%s says what the code does', (path, content) => {
    // Run `node scripts/write-api-docs.ts` when this fails.
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(content);
  });
});
