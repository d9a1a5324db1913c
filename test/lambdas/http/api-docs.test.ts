import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { apiFiles } from '../../../scripts/api-files.ts';

describe('the documents of the API', () => {
  it.each(Object.entries(apiFiles()))('%s says what the routes do', (path, content) => {
    // Run `node scripts/write-api-docs.ts` when this fails.
    expect(readFileSync(join(__dirname, '../../..', path), 'utf8')).toBe(content);
  });
});
