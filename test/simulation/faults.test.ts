import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FAULT_KINDS } from './faults.ts';

describe('docs/proof.md', () => {
  it('names every kind of fault, and no other', () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'proof.md'), 'utf8');
    const [, list = ''] = /^The kinds of fault [\s\S]*?\n\n([\s\S]*?)\n\n/m.exec(page) ?? [];

    const named = [...list.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);

    expect(named.sort()).toEqual([...FAULT_KINDS].sort());
  });
});
