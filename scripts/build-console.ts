/**
 * Builds the console into a folder: `node scripts/build-console.ts OUT`. The packages of `console/` must be installed.
 * Writes `index.html`, `frame.html`, `policy.json`, `assets/` with a hash in each name, beside each file `.br` and
 * `.gz`, and `sizes.json`, which the budgets are held against. Same sources, same bytes. Prints a line a step.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { BuildOptions, Metafile } from 'esbuild';
import { namesIn, ownLanguages, usedMessages } from './console-messages.ts';
import { lightEditor, oneSharedScript, themeSheet, trustedAce, withoutFonts } from './console-plugins.ts';

const ROOT = join(import.meta.dirname, '..');
const CONSOLE = join(ROOT, 'console');
const ENTRY = 'console/main.tsx';
const FONT = 'var(--mailramp-font)';
const TEXT = /\.(html|js|css|svg|json)$/;

// With the packages of the console: a product that was only started has not installed those of the root's development.
const { build } = createRequire(join(CONSOLE, 'package.json'))('esbuild') as typeof import('esbuild');

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  charset: 'utf8',
  minify: true,
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
  legalComments: 'none',
} as const satisfies BuildOptions;

const NAMES = { entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', assetNames: '[name]-[hash]' };

/** Cloudscape's sheet for our font, made by its own generator, which esbuild makes runnable here. */
async function makeTheme(): Promise<string> {
  const { outputFiles } = await build({
    ...COMMON,
    stdin: {
      contents: "export { generateThemeStylesheet } from '@cloudscape-design/components/theming'",
      resolveDir: CONSOLE,
    },
    platform: 'neutral',
    mainFields: ['module', 'main'],
    loader: { '.css': 'empty' },
    write: false,
  });
  const script = outputFiles[0]?.contents ?? new Uint8Array();
  const { generateThemeStylesheet } = (await import(
    `data:text/javascript;base64,${Buffer.from(script).toString('base64')}`
  )) as { generateThemeStylesheet(options: object): string };
  const tokens = { fontFamilyBase: FONT, fontFamilyHeading: FONT, fontFamilyDisplay: FONT };
  return generateThemeStylesheet({ theme: { tokens } });
}

/** Scripts: the shell and all pages in one, and what is loaded later in chunks of its own. */
async function buildScripts(out: string, names: ReadonlySet<string>): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    ...NAMES,
    entryPoints: { main: ENTRY },
    outdir: join(out, 'assets'),
    splitting: true,
    metafile: true,
    plugins: [
      trustedAce,
      lightEditor,
      oneSharedScript(join(ROOT, ENTRY)),
      themeSheet(null),
      ownLanguages,
      usedMessages(names),
    ],
    loader: { '.css': 'empty' },
  });
  return metafile;
}

/** One sheet for all pages: esbuild loads none for a dynamic import. Answers its name, and what it was built from. */
async function buildStyles(out: string, theme: string): Promise<{ sheet: string; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    ...COMMON,
    ...NAMES,
    entryPoints: { main: ENTRY },
    outdir: join(out, 'assets'),
    plugins: [withoutFonts, trustedAce, lightEditor, themeSheet(theme), ownLanguages],
    loader: { '.png': 'file', '.svg': 'file' },
    metafile: true,
    write: false,
  });
  const kept = outputFiles.filter(({ path }) => !path.endsWith('.js'));
  await Promise.all(kept.map(({ path, contents }) => writeFile(path, contents)));
  const sheet = kept.find(({ path }) => path.endsWith('.css'));
  if (sheet === undefined) throw new Error('the build made no style sheet');
  return { sheet: basename(sheet.path), metafile };
}

/** Outputs that are loaded together with one: those that it imports at once, and so on. It comes first. */
function loadedWith({ outputs }: Metafile, name: string): string[] {
  const found = new Set([name]);
  // A set goes on to what is added while it is walked.
  for (const each of found) {
    for (const { path, kind } of outputs[each]?.imports ?? []) if (kind === 'import-statement') found.add(path);
  }
  return [...found].map((each) => basename(each));
}

/** Scripts of the first view, the entry before all, and of each part that is loaded later, by its source. */
function groupScripts(metafile: Metafile): { first: string[]; later: Record<string, string[]> } {
  const entries = Object.entries(metafile.outputs).flatMap(([name, { entryPoint }]): [string, string][] =>
    entryPoint === undefined ? [] : [[entryPoint, name]],
  );
  const entry = entries.find(([source]) => source === ENTRY);
  if (entry === undefined) throw new Error(`the build has no output of ${ENTRY}`);
  const first = loadedWith(metafile, entry[1]);
  const parts = entries.filter(([source]) => source !== ENTRY).sort(([a], [b]) => (a < b ? -1 : 1));
  const isLater = (name: string) => !first.includes(name);
  return {
    first,
    later: Object.fromEntries(parts.map(([source, name]) => [source, loadedWith(metafile, name).filter(isLater)])),
  };
}

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8">${head}</head><body>${body}</body></html>\n`;

function indexPage(scripts: string[], sheet: string): string {
  const [entry, ...others] = scripts.map((name) => `/console/assets/${name}`);
  const head = [
    '<title>mailramp</title>',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<link rel="stylesheet" href="/console/assets/${sheet}">`,
    ...others.map((href) => `<link rel="modulepreload" href="${href}">`),
    `<script type="module" src="${entry}"></script>`,
  ];
  return page(head.join(''), '<div id="root"></div>');
}

/** The frame's script stands in its page: an opaque origin may load none. Its policy names the script by its hash. */
async function frameScript(): Promise<string> {
  const { outputFiles } = await build({
    ...COMMON,
    format: 'iife',
    entryPoints: ['console/frame/frame.ts'],
    write: false,
  });
  return (outputFiles[0]?.text ?? '').trim();
}

/** Writes `.br` and `.gz` beside each file that is text; answers the bytes of each as brotli, by its name. */
async function compressAll(folder: string): Promise<Record<string, number>> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => TEXT.test(name)).sort();
  const sizes: Record<string, number> = {};
  for (const name of files) {
    const content = await readFile(join(folder, name));
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    const [br, gz] = await Promise.all([promisify(brotliCompress)(content, { params }), promisify(gzip)(content)]);
    await Promise.all([writeFile(join(folder, `${name}.br`), br), writeFile(join(folder, `${name}.gz`), gz)]);
    sizes[basename(name)] = br.length;
  }
  return sizes;
}

async function buildConsole(out: string, step: (what: string) => void): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'assets'), { recursive: true });
  step('building the theme');
  const theme = await makeTheme();
  step('building scripts and styles');
  const [{ sheet, metafile: all }, frame] = await Promise.all([buildStyles(out, theme), frameScript()]);
  const { first: scripts, later } = groupScripts(await buildScripts(out, await namesIn(all, ROOT)));
  const hash = createHash('sha256').update(frame).digest('base64');
  await writeFile(join(out, 'index.html'), indexPage(scripts, sheet));
  await writeFile(join(out, 'frame.html'), page('<title>mail</title>', `<script>${frame}</script>`));
  step('compressing');
  const sizes = await compressAll(out);
  // The two are for servers and tests, and no page.
  await writeFile(join(out, 'policy.json'), `${JSON.stringify({ frameScript: `sha256-${hash}` })}\n`);
  await writeFile(
    join(out, 'sizes.json'),
    `${JSON.stringify({ first: [...scripts, sheet], later, brotli: sizes }, null, 1)}\n`,
  );
}

// A product that keeps its data to its owner may have started this, but the result is also deployed: Lambda reads as
// another user.
process.umask(0o022);
const [out] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node scripts/build-console.ts OUT');
await buildConsole(out, (what) => console.log(what));
