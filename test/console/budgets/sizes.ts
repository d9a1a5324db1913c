import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const { CONSOLE_DIST = 'console/.dist/test' } = process.env;
const KB = 1_024;

interface Sizes {
  /** What `index.html` loads. */
  first: string[];
  /** What each part loads that is loaded later, by its source. */
  later: Record<string, string[]>;
  /** Bytes of each file as brotli. */
  brotli: Record<string, number>;
}

const { first, later, brotli } = JSON.parse(readFileSync(join(CONSOLE_DIST, 'sizes.json'), 'utf8')) as Sizes;

const firstOf = (ending: string): string[] => first.filter((name) => name.endsWith(ending));

/** Parts that are loaded later. */
const LATER: [what: string, source: RegExp, most: number][] = [
  ['the language en', /^console\/languages\/en\.ts$/, 28],
  ['the language ja', /^console\/languages\/ja\.ts$/, 28],
  ['the language zh', /^console\/languages\/zh\.ts$/, 28],
  ['the code editor', /^console\/code\//, 160],
  ['the visual editor', /^console\/editor\/|\/react-dom\/server\./, 240],
  ['the reader of mails', /\/postal-mime\//, 26],
];

const sourcesOf = (pattern: RegExp): string[] => Object.keys(later).filter((source) => pattern.test(source));

/** Most kilobytes as brotli, each with what it is of. */
const BUDGETS: [what: string, names: string[], most: number][] = [
  ['the scripts of the first view', firstOf('.js'), 470],
  ['the style sheet', firstOf('.css'), 90],
  ...LATER.map(([what, source, most]): [string, string[], number] => [
    what,
    sourcesOf(source).flatMap((name) => later[name] ?? []),
    most,
  ]),
  ['everything', Object.keys(brotli), 1_200],
];

for (const [what, names, most] of BUDGETS.filter((budget) => budget[1].length > 0)) {
  test(`${what}: at most ${most} KB`, (t) => {
    const size = [...new Set(names)].reduce((total, name) => total + (brotli[name] ?? 0), 0) / KB;
    t.diagnostic(`${what}: ${size.toFixed(1)} KB of ${most}`);
    assert.ok(size <= most, `${what} is ${size.toFixed(1)} KB`);
  });
}

test('each part that is loaded later has a budget', () => {
  const without = Object.keys(later).filter((source) => !LATER.some(([, pattern]) => pattern.test(source)));
  assert.deepEqual(without, []);
  for (const [what, source] of LATER) {
    assert.notDeepEqual(sourcesOf(source), [], `the build has nothing for ${what}`);
  }
});
