import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS } from '../../lib/bundle-options.ts';
import { FUNCTION_NAMES } from '../../lib/permissions.ts';
import { ROOT } from './synthesized-stack.ts';

const MAX_SENDER_BYTES = 900 * 1024;

const bundle = (name: string) =>
  build({
    ...BUNDLE_OPTIONS,
    entryPoints: [`lambdas/${name}/index.ts`],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });

/** Folders of the packages that are there for development only. */
const devPackages = (): Set<string> => {
  const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return new Set(Object.entries(lock.packages).flatMap(([folder, { dev }]) => (dev ? [folder] : [])));
};

/** `node_modules/a/node_modules/b/c.js` lies in `node_modules/a/node_modules/b`. */
const packageOf = (file: string): string =>
  /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? 'the project itself';

describe('bundles', () => {
  it('of the sender is small enough for a short cold start', async () => {
    const { metafile, outputFiles } = await bundle('sender');
    expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(MAX_SENDER_BYTES);
    // What made it large before.
    const files = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
    expect(
      files.filter((file) => /\/node_modules\/(zod|@aws-sdk\/credential-provider-node)\//.test(`/${file}`)),
    ).toEqual([]);
  });

  it.each(FUNCTION_NAMES)('of %s holds no package for development, no test and no source map', async (name) => {
    const { metafile, outputFiles } = await bundle(name);
    const files = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
    const unwanted = devPackages();
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((file) => unwanted.has(packageOf(file)))).toEqual([]);
    expect(files.filter((file) => /^(test|local|bench|lib|bin)\//.test(file))).toEqual([]);
    expect(outputFiles).toHaveLength(1);
    expect(outputFiles[0]?.text).not.toContain('sourceMappingURL=');
  });
});
