import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const { CONSOLE_DIST = 'console/.dist/test' } = process.env;
const KB = 1_024;

interface Sizes {
  /** What `index.html` loads. */
  first: string[];
  /** Bytes of each file as brotli. */
  brotli: Record<string, number>;
}

const { first, brotli } = JSON.parse(readFileSync(join(CONSOLE_DIST, 'sizes.json'), 'utf8')) as Sizes;

const sum = (names: string[]): number => names.reduce((total, name) => total + (brotli[name] ?? 0), 0);
const firstOf = (ending: string): string[] => first.filter((name) => name.endsWith(ending));

/** Most kilobytes as brotli, each with what it is of. */
const BUDGETS: [what: string, names: string[], most: number][] = [
  ['the scripts of the first view', firstOf('.js'), 470],
  ['the style sheet', firstOf('.css'), 90],
  ...['en', 'ja', 'zh'].map((language): [string, string[], number] => [
    `the language ${language}`,
    Object.keys(brotli).filter((name) => new RegExp(`^(all\\.)?${language}(-CN)?-[A-Z0-9]+\\.js$`).test(name)),
    24,
  ]),
  ['everything', Object.keys(brotli), 1_200],
];

for (const [what, names, most] of BUDGETS) {
  test(`${what}: at most ${most} KB`, (t) => {
    const size = sum(names) / KB;
    t.diagnostic(`${what}: ${size.toFixed(1)} KB`);
    assert.ok(names.length > 0, `the build has nothing for ${what}`);
    assert.ok(size <= most, `${what} is ${size.toFixed(1)} KB`);
  });
}
