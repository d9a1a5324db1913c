import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Each plugin changes what a package ships, and fails the build where that is no longer what it was made for. */

const FONT_FACE = /@font-face\s*\{[^}]*\}/g;
const FONT_FACES = 8;

/** Leaves out the fonts in Cloudscape's style sheet: the policy loads no `data:` font, and systems have good ones. */
export const withoutFonts: Plugin = {
  name: 'without-fonts',
  setup: ({ onLoad }) => {
    onLoad({ filter: /global-styles[\\/]index\.css$/ }, async ({ path }) => {
      const sheet = await readFile(path, 'utf8');
      const found = sheet.match(FONT_FACE)?.length ?? 0;
      if (found !== FONT_FACES) throw new Error(`${path} has ${found} font faces, not ${FONT_FACES}`);
      return { contents: sheet.replace(FONT_FACE, ''), loader: 'css' };
    });
  },
};

/**
 * Answers `virtual:theme.css` with the theme, which at run time would be a style element that the policy blocks; null
 * where styles are left out.
 */
export const themeSheet = (sheet: string | null): Plugin => ({
  name: 'theme-sheet',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^virtual:theme\.css$/ }, () => ({ path: 'theme.css', namespace: 'virtual' }));
    onLoad({ filter: /^theme\.css$/, namespace: 'virtual' }, () => ({
      contents: sheet ?? '',
      loader: sheet === null ? 'empty' : 'css',
    }));
  },
});

const EMPTIED = /(\w+)\.innerHTML = "";/g;
const EMPTIED_IN_ACE = 3;

/** Empties elements in ace without `innerHTML`, which Trusted Types refuse. */
export const trustedAce: Plugin = {
  name: 'trusted-ace',
  setup: ({ onLoad }) => {
    onLoad({ filter: /ace-builds[\\/]src-noconflict[\\/]ace\.js$/ }, async ({ path }) => {
      const script = await readFile(path, 'utf8');
      const found = script.match(EMPTIED)?.length ?? 0;
      if (found !== EMPTIED_IN_ACE) throw new Error(`${path} empties ${found} elements, not ${EMPTIED_IN_ACE}`);
      return { contents: script.replace(EMPTIED, '$1.replaceChildren();'), loader: 'js' };
    });
  },
};
