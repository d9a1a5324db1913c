import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');
const packagesOf = (folder: string) =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;

const product = packagesOf('.');
const ofConsole = packagesOf('console');

/** Packages that a source needs when it runs: types are gone by then. */
function neededBy(path: string): string[] {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const imports = source.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^'.][^']*)'/gm);
  return [...imports].flatMap(([, name = '']) => {
    if (/^(node|virtual):/.test(name)) return [];
    return [/^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name];
  });
}

// Whoever only starts the product opens its console, too, and has no package of its development.
describe('the packages of the console', () => {
  it.each(['scripts/build-console.ts', 'scripts/console-messages.ts', 'scripts/console-plugins.ts'])(
    'are all that %s needs',
    (script) => {
      expect(neededBy(script)).toEqual([]);
    },
  );

  it('are all that its sources need, but for those of the product', () => {
    const sources = globSync('{console,adapters/api}/**/*.{ts,tsx}', { cwd: ROOT }).filter(
      (path) => !path.includes('node_modules'),
    );
    const there = new Set(Object.keys({ ...product.dependencies, ...ofConsole.dependencies }));
    const missing = sources.flatMap(neededBy).filter((name) => !there.has(name));
    expect(sources.length).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  });

  it('have one version of esbuild, which bundles the functions, too', () => {
    expect(ofConsole.devDependencies?.esbuild).toBe(product.devDependencies?.esbuild);
  });
});
