import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Plugin } from 'esbuild';
import { lightEditor, themeSheet, trustedAce, withoutFonts } from '../../../scripts/console-plugins.ts';

const { build } = createRequire(join(process.cwd(), 'console', 'package.json'))('esbuild') as typeof import('esbuild');

/** Builds files, of which `main.js` is the entry, with one of the plugins. Answers what came of them. */
async function buildWith(plugin: Plugin, files: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mailramp-plugins-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'main.js')],
      outdir: join(folder, 'out'),
      bundle: true,
      write: false,
      logLevel: 'silent',
      plugins: [plugin],
    });
    return outputFiles.map(({ text }) => text).join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ACE = 'node_modules/ace-builds/src-noconflict/ace.js';
const SHEET = 'node_modules/@cloudscape-design/global-styles/index.css';
const EMPTIED = 'element.innerHTML = "";\n';
const FACE = '@font-face { font-family: "Open Sans"; src: url(data:x) }\n';

test('ace empties its elements without HTML, at three places', async () => {
  const main = `import './${ACE}';`;
  const made = await buildWith(trustedAce, { 'main.js': main, [ACE]: EMPTIED.repeat(3) });
  assert.deepEqual([made.includes('innerHTML'), made.match(/replaceChildren\(\)/g)?.length], [false, 3]);
  for (const times of [0, 2, 4]) {
    await assert.rejects(
      buildWith(trustedAce, { 'main.js': main, [ACE]: EMPTIED.repeat(times) }),
      new RegExp(`empties ${times} elements, not 3`),
    );
  }
  await assert.rejects(buildWith(trustedAce, { 'main.js': '' }), /no script of ace/);
});

test('the fonts of Cloudscape stay out, all eight', async () => {
  const main = `import './${SHEET}';`;
  const made = await buildWith(withoutFonts, { 'main.js': main, [SHEET]: `${FACE.repeat(8)}a { color: red }` });
  assert.deepEqual([made.includes('@font-face'), /color: red/.test(made)], [false, true]);
  await assert.rejects(buildWith(withoutFonts, { 'main.js': main, [SHEET]: FACE.repeat(7) }), /7 font faces, not 8/);
  await assert.rejects(buildWith(withoutFonts, { 'main.js': '' }), /no style sheet of Cloudscape/);
});

test('the theme is in the sheet, where something asks for it', async () => {
  const plugin = themeSheet('body { font-family: mine }');
  assert.match(await buildWith(plugin, { 'main.js': "import 'virtual:theme.css';" }), /mine/);
  await assert.rejects(buildWith(plugin, { 'main.js': '' }), /no import of the theme/);
});

test('each package that the visual editor does without is one that it asks for', async () => {
  await assert.rejects(buildWith(lightEditor, { 'main.js': '' }), /imports no react-email, prismjs, .* any more/);
  const inside = 'node_modules/@react-email/editor/index.js';
  const files = { 'main.js': `import './${inside}';`, [inside]: "import 'prismjs';" };
  await assert.rejects(buildWith(lightEditor, files), /imports no react-email, hast-util-from-html/);
});
