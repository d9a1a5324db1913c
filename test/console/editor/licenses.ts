import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Metafile } from 'esbuild';
import { licensesOf, shippedPackages } from '../../../scripts/console-licenses.ts';

const { CONSOLE_DIST = 'console/.dist/test' } = process.env;
/** What runs in no browser, is only there for its types, or is not imported. */
const NOT_SHIPPED = ['esbuild', '@types/react', '@types/react-dom', '@cloudscape-design/collection-hooks'];

const licenses = readFileSync(join(CONSOLE_DIST, 'licenses.txt'), 'utf8');

test('each package of the console goes with its license, in its version', () => {
  const { dependencies, devDependencies = {} } = JSON.parse(readFileSync('console/package.json', 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  const named = Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => !NOT_SHIPPED.includes(name));
  // And what these bring, or what comes from the root.
  for (const name of ['prosemirror-model', 'zod', 'postal-mime', 'intl-messageformat']) named.push([name, '']);
  const missed = named.filter(([name, version]) => !licenses.includes(`\n${name} ${version}`));
  assert.deepEqual(missed, []);
});

test('each license has a text', () => {
  const parts = licenses.split(/^-{80}\n/m).slice(1);
  const without = parts.filter((_, n) => n % 2 === 0).filter((_, n) => (parts[2 * n + 1] ?? '').trim() === '');
  assert.deepEqual(without, []);
});

const metafile = (inputs: Record<string, number>): Metafile => ({
  inputs: {},
  outputs: {
    'main.js': {
      bytes: 1,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
    },
  },
});

test('what was left out of the build needs no license, and what has none may not be built', async () => {
  const built = metafile({
    'console/main.tsx': 5,
    'console/node_modules/react/index.js': 5,
    'console/node_modules/@tiptap/core/node_modules/react/index.js': 5,
    'console/node_modules/left-out/index.js': 0,
  });
  assert.deepEqual(shippedPackages([built, built]), [
    'console/node_modules/@tiptap/core/node_modules/react',
    'console/node_modules/react',
  ]);
  await assert.rejects(licensesOf(process.cwd(), ['test/console']), /names no license/);
});
