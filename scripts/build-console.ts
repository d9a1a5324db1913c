/**
 * Builds the console into a folder: `node scripts/build-console.ts OUT [--watch]`. The packages of `console/` must be
 * installed. Writes `index.html`, `frame.html`, `licenses.txt`, `policy.json`, `assets/` with a hash in each name,
 * `.br` and `.gz` beside each file, and `sizes.json`, which the budgets are held against. Same sources, same bytes.
 * Prints a line for each step.
 *
 * With `--watch` it goes on until it is killed: whenever a source changes, it builds again, into `OUT/0` and `OUT/1` by
 * turns, compresses little, and prints `built` and the folder. Those pages load themselves again after each build.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { BuildOptions, Metafile, OutputFile, Plugin } from 'esbuild';
import { licensesOf, shippedPackages } from './console-licenses.ts';
import { namesIn, ownLanguages, usedMessages } from './console-messages.ts';
import { lightEditor, oneSharedScript, themeSheet, trustedAce, withoutFonts } from './console-plugins.ts';

const ROOT = join(import.meta.dirname, '..');
const CONSOLE = join(ROOT, 'console');
const ENTRY = 'console/main.tsx';
const FONT = 'var(--mailramp-font)';
const TEXT = /\.(html|js|css|svg|json|txt)$/;

// With the packages of the console: a product that was only started has not installed those of the root's development.
const { build, context } = createRequire(join(CONSOLE, 'package.json'))('esbuild') as typeof import('esbuild');

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
  const sheet = generateThemeStylesheet({ theme: { tokens } });
  if (!sheet.includes(FONT)) throw new Error(`the theme of Cloudscape does not take the font ${FONT} any more`);
  return sheet;
}

/** Scripts: the shell and all pages in one, and what is loaded later in chunks of its own. */
const scriptsOf = (names: ReadonlySet<string>) =>
  ({
    ...COMMON,
    ...NAMES,
    entryPoints: { main: ENTRY },
    // Nothing is written by esbuild itself: names are all that this makes.
    outdir: join(CONSOLE, '.dist', 'assets'),
    splitting: true,
    metafile: true,
    write: false,
    plugins: [
      trustedAce,
      lightEditor,
      oneSharedScript(join(ROOT, ENTRY)),
      themeSheet(null),
      ownLanguages,
      usedMessages(names),
    ],
    loader: { '.css': 'empty' },
  }) satisfies BuildOptions;

/** One sheet for all pages: esbuild loads none for a dynamic import. Its metafile says what the pages are built of. */
const stylesOf = (theme: string) =>
  ({
    ...COMMON,
    ...NAMES,
    entryPoints: { main: ENTRY },
    outdir: join(CONSOLE, '.dist', 'assets'),
    plugins: [withoutFonts, trustedAce, lightEditor, themeSheet(theme), ownLanguages],
    loader: { '.png': 'file', '.svg': 'file' },
    metafile: true,
    write: false,
  }) satisfies BuildOptions;

/** The frame's script stands in its page: an opaque origin may load none. Its policy names the script by its hash. */
const FRAME = {
  ...COMMON,
  format: 'iife',
  entryPoints: ['console/frame/frame.ts'],
  write: false,
} satisfies BuildOptions;

async function writeAll(out: string, files: readonly OutputFile[]): Promise<void> {
  await Promise.all(files.map(({ path, contents }) => writeFile(join(out, 'assets', basename(path)), contents)));
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

/** `more`: scripts that the console itself knows nothing of. */
function indexPage(scripts: string[], sheet: string, more: string[]): string {
  const [entry, ...others] = scripts.map((name) => `/console/assets/${name}`);
  const head = [
    '<title>mailramp</title>',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<link rel="stylesheet" href="/console/assets/${sheet}">`,
    ...others.map((href) => `<link rel="modulepreload" href="${href}">`),
    `<script type="module" src="${entry}"></script>`,
    ...more.map((name) => `<script type="module" src="/console/assets/${name}"></script>`),
  ];
  return page(head.join(''), '<div id="root"></div>');
}

/** Writes `.br` and `.gz` beside each file that is text; answers the bytes of each as brotli, by its name. */
async function compressAll(folder: string, quality: number): Promise<Record<string, number>> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => TEXT.test(name)).sort();
  const sizes: Record<string, number> = {};
  for (const name of files) {
    const content = await readFile(join(folder, name));
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
    const [br, gz] = await Promise.all([promisify(brotliCompress)(content, { params }), promisify(gzip)(content)]);
    await Promise.all([writeFile(join(folder, `${name}.br`), br), writeFile(join(folder, `${name}.gz`), gz)]);
    sizes[basename(name)] = br.length;
  }
  return sizes;
}

/** What esbuild made: the sheet and what it is built of, the script of the frame, all other scripts. */
interface Built {
  styles: { outputFiles: OutputFile[]; metafile: Metafile };
  frame: { outputFiles: OutputFile[] };
  scripts: { outputFiles: OutputFile[]; metafile: Metafile };
}

/** Writes a console. `reloader`: a script more for its page. */
async function writeConsole(
  out: string,
  { styles, frame, scripts }: Built,
  { quality, reloader }: { quality: number; reloader: string | null },
): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'assets'), { recursive: true });
  const kept = styles.outputFiles.filter(({ path }) => !path.endsWith('.js'));
  const sheet = kept.map(({ path }) => basename(path)).find((name) => name.endsWith('.css'));
  if (sheet === undefined) throw new Error('the build made no style sheet');
  await writeAll(out, [...kept, ...scripts.outputFiles]);
  if (reloader !== null) await writeFile(join(out, 'assets', RELOADER_NAME), reloader);
  const { first, later } = groupScripts(scripts.metafile);
  const frameScript = (frame.outputFiles[0]?.text ?? '').trim();
  const hash = createHash('sha256').update(frameScript).digest('base64');
  await writeFile(join(out, 'index.html'), indexPage(first, sheet, reloader === null ? [] : [RELOADER_NAME]));
  await writeFile(join(out, 'frame.html'), page('<title>mail</title>', `<script>${frameScript}</script>`));
  const packages = shippedPackages([styles.metafile, scripts.metafile]);
  await writeFile(join(out, 'licenses.txt'), await licensesOf(ROOT, packages));
  const sizes = await compressAll(out, quality);
  // The two are for servers and tests, and no page.
  await writeFile(join(out, 'policy.json'), `${JSON.stringify({ frameScript: `sha256-${hash}` })}\n`);
  await writeFile(
    join(out, 'sizes.json'),
    `${JSON.stringify({ first: [...first, sheet], later, brotli: sizes }, null, 1)}\n`,
  );
}

async function buildConsole(out: string, step: (what: string) => void): Promise<void> {
  step('building the theme');
  const theme = await makeTheme();
  step('building scripts and styles');
  const [styles, frame] = await Promise.all([build(stylesOf(theme)), build(FRAME)]);
  const scripts = await build(scriptsOf(await namesIn(styles.metafile, ROOT)));
  step('compressing');
  await writeConsole(out, { styles, frame, scripts }, { quality: constants.BROTLI_MAX_QUALITY, reloader: null });
}

/** Loads the page again when its console was built again. */
const RELOADER = "new EventSource('/_local/console').addEventListener('built', () => location.reload());\n";
const RELOADER_NAME = 'reload.js';

/** Builds again whenever a source of the sheet, which all pages are, or of the frame changes. */
async function watchConsole(out: string, step: (what: string) => void): Promise<void> {
  step('building the theme');
  const theme = await makeTheme();
  step('building scripts and styles');
  const names = new Set<string>();
  const scripts = await context(scriptsOf(names));
  const made: Partial<Built> = {};
  let builds = 0;
  let turn = Promise.resolve();
  const assemble = async (): Promise<void> => {
    const { styles, frame } = made;
    if (styles === undefined || frame === undefined) return;
    for (const name of await namesIn(styles.metafile, ROOT)) names.add(name);
    const folder = join(out, String(builds++ % 2));
    await writeConsole(folder, { styles, frame, scripts: await scripts.rebuild() }, { quality: 1, reloader: RELOADER });
    step(`built ${folder}`);
  };
  const whenBuilt = (part: 'styles' | 'frame'): Plugin => ({
    name: 'when-built',
    setup: ({ onEnd }) =>
      onEnd((result) => {
        // What is wrong, esbuild has written itself.
        if (result.errors.length > 0) return;
        made[part] = result as Built['styles'];
        turn = turn.then(assemble).catch((error: unknown) => console.error(error));
      }),
  });
  const { plugins, ...styles } = stylesOf(theme);
  const watched = await Promise.all([
    context({ ...styles, plugins: [...plugins, whenBuilt('styles')] }),
    context({ ...FRAME, plugins: [whenBuilt('frame')] }),
  ]);
  await Promise.all(watched.map((one) => one.watch()));
}

// A product that keeps its data to its owner may have started this, but the result is also deployed: Lambda reads as
// another user.
process.umask(0o022);
const [out, mode] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node scripts/build-console.ts OUT [--watch]');
await (mode === '--watch' ? watchConsole : buildConsole)(out, (what) => console.log(what));
