import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS } from '../../lib/bundle-options.ts';
import { FUNCTION_NAMES } from '../../lib/permissions.ts';
import { ROOT } from './synthesized-stack.ts';

const MAX_SENDER_BYTES = 900 * 1024;

interface Bundle {
  text: string;
  bytes: number;
  /** Paths of what went into it. */
  files: string[];
}

/** All functions in one build, which reads what they share once; each bundle holds what it needs by itself. */
async function bundleAll(): Promise<Map<string, Bundle>> {
  const { metafile, outputFiles } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: FUNCTION_NAMES.map((name) => ({ in: `lambdas/${name}/index.ts`, out: name })),
    absWorkingDir: ROOT,
    outdir: 'bundles',
    bundle: true,
    splitting: false,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  return new Map(
    outputFiles.map(({ path: file, text, contents }) => {
      const inputs = metafile.outputs[path.relative(ROOT, file)]?.inputs ?? {};
      return [path.basename(file, '.js'), { text, bytes: contents.length, files: Object.keys(inputs) }];
    }),
  );
}

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
  let bundles: Map<string, Bundle>;
  beforeAll(async () => {
    bundles = await bundleAll();
  });

  it('are one file for each function', () => {
    expect([...bundles.keys()].sort()).toEqual([...FUNCTION_NAMES].sort());
  });

  it('of the sender is small enough for a short cold start', () => {
    const { bytes, files } = bundles.get('sender') as Bundle;
    expect(bytes).toBeLessThanOrEqual(MAX_SENDER_BYTES);
    // What made it large before.
    expect(
      files.filter((file) =>
        /\/node_modules\/(zod|@aws-sdk\/(credential-provider-node|client-sesv2))\//.test(`/${file}`),
      ),
    ).toEqual([]);
  });

  it.each(FUNCTION_NAMES)('of %s holds no package for development, no test and no source map', (name) => {
    const { text, files } = bundles.get(name) as Bundle;
    const unwanted = devPackages();
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((file) => unwanted.has(packageOf(file)))).toEqual([]);
    expect(files.filter((file) => /^(test|local|bench|lib|bin)\//.test(file))).toEqual([]);
    expect(text).not.toContain('sourceMappingURL=');
  });
});
