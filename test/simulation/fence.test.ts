import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fencedFiles, replaceFence } from './fence.ts';
import { MUTANTS } from './mutant-list.ts';

const ROOT = path.join(__dirname, '../..');

describe('replaceFence', () => {
  it.each([
    ['[/* fence: a */ one(b, [c]), two]', '[x two]'],
    ['[one, /* fence: a */ two(b)]', '[one, x]'],
    ["/* fence: a */ if (b || c) return 'd;';\ne();", 'x\ne();'],
    ['if (/* fence: a */ b(c) || d) {', 'if (x || d) {'],
    ['const e = b && /* fence: a */ c;', 'const e = b && x'],
    ['f(/* fence: a */ `b, c`, d)', 'f(x d)'],
  ])('replaces what the fence of %s holds', (text, replaced) => {
    expect(replaceFence(text, 'a', 'x')).toBe(replaced);
  });

  it('throws for a fence that is missing or there twice', () => {
    expect(() => replaceFence('one', 'a', '')).toThrow('the fence a is not there exactly once');
    expect(() => replaceFence('/* fence: a */ one; /* fence: a */ two;', 'a', '')).toThrow('exactly once');
  });
});

describe('the fences of the product', () => {
  it('are each broken by a mutant, and there exactly once', async () => {
    const there = (await fencedFiles(ROOT)).flatMap(({ fences }) => fences).sort();
    const broken = new Set(MUTANTS.flatMap(({ fences }) => Object.keys(fences)));
    expect(there).toEqual([...broken].sort());
  });

  it('are broken by mutants of different names', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });
});
