import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { lightEditor } from '../../scripts/console-plugins.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CONSOLE = join(ROOT, 'console');
const { build } = createRequire(join(CONSOLE, 'package.json'))('esbuild') as typeof import('esbuild');

/** Tests of the visual editor as scripts for Node, bundled as the console is. Answers their paths. */
export async function bundleForNode(files: string[]): Promise<string[]> {
  const outdir = join(ROOT, 'node_modules', '.cache', 'editor-tests');
  await build({
    absWorkingDir: ROOT,
    entryPoints: files,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    target: 'es2024',
    jsx: 'automatic',
    external: ['node:*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [lightEditor],
    logLevel: 'warning',
  });
  return files.map((file) => join(outdir, basename(file).replace(/\.ts$/, '.mjs')));
}
