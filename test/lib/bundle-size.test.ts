import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS } from '../../lib/bundle-options.ts';
import { ROOT } from './synthesized-stack.ts';

const MAX_SENDER_BYTES = 900 * 1024;

describe('the bundle of the sender', () => {
  it('is small enough for a short cold start', async () => {
    const { metafile, outputFiles } = await build({
      ...BUNDLE_OPTIONS,
      entryPoints: ['lambdas/sender/index.ts'],
      absWorkingDir: ROOT,
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
    });
    expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(MAX_SENDER_BYTES);
    // What made it large before.
    const packages = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
    expect(
      packages.filter((path) => /\/node_modules\/(zod|@aws-sdk\/credential-provider-node)\//.test(`/${path}`)),
    ).toEqual([]);
  });
});
