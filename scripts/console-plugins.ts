import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin, PluginBuild } from 'esbuild';

/** Each plugin changes what a package ships, and fails the build where that is no longer what it was made for. */

/** Fails a build that never came to what a plugin changes. Answers what says that it did. */
function mustMeet({ onEnd }: PluginBuild, what: string): () => void {
  let isMet = false;
  onEnd(() => {
    if (!isMet) throw new Error(`the build has no ${what} any more`);
  });
  return () => {
    isMet = true;
  };
}

const FONT_FACE = /@font-face\s*\{[^}]*\}/g;
const FONT_FACES = 8;

/** Leaves out the fonts in Cloudscape's style sheet: the policy loads no `data:` font, and systems have good ones. */
export const withoutFonts: Plugin = {
  name: 'without-fonts',
  setup: (build) => {
    const meet = mustMeet(build, 'style sheet of Cloudscape');
    build.onLoad({ filter: /global-styles[\\/]index\.css$/ }, async ({ path }) => {
      meet();
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
  setup: (build) => {
    const meet = mustMeet(build, 'import of the theme');
    build.onResolve({ filter: /^virtual:theme\.css$/ }, () => {
      meet();
      return { path: 'theme.css', namespace: 'virtual' };
    });
    build.onLoad({ filter: /^theme\.css$/, namespace: 'virtual' }, () => ({
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
  setup: (build) => {
    const meet = mustMeet(build, 'script of ace');
    build.onLoad({ filter: /ace-builds[\\/]src-noconflict[\\/]ace\.js$/ }, async ({ path }) => {
      meet();
      const script = await readFile(path, 'utf8');
      const found = script.match(EMPTIED)?.length ?? 0;
      if (found !== EMPTIED_IN_ACE) throw new Error(`${path} empties ${found} elements, not ${EMPTIED_IN_ACE}`);
      return { contents: script.replace(EMPTIED, '$1.replaceChildren();'), loader: 'js' };
    });
  },
};

const EDITOR = join(import.meta.dirname, '..', 'console', 'editor');
/** What the package of the visual editor imports, and what it gets instead. */
const INSTEAD: Record<string, string> = {
  'react-email': 'react-email.ts',
  prismjs: 'nothing.ts',
  'hast-util-from-html': 'nothing.ts',
  'html-to-text': 'nothing.ts',
  'prettier/plugins/html': 'nothing.ts',
  'prettier/standalone': 'nothing.ts',
};
const INSIDE = /[\\/]@react-email[\\/](editor|render)[\\/]/;

/** Gives the visual editor the few parts of `react-email` that it makes mails of: the rest is Tailwind and Markdown. */
export const lightEditor: Plugin = {
  name: 'light-editor',
  setup: ({ onResolve, onEnd }) => {
    const met = new Set<string>();
    for (const [name, file] of Object.entries(INSTEAD)) {
      onResolve({ filter: new RegExp(`^${name}$`) }, ({ importer }) => {
        if (!INSIDE.test(importer)) return undefined;
        met.add(name);
        return { path: join(EDITOR, file) };
      });
    }
    onEnd(() => {
      const missed = Object.keys(INSTEAD).filter((name) => !met.has(name));
      if (missed.length > 0) throw new Error(`the visual editor imports no ${missed.join(', ')} any more`);
    });
  },
};

/** Files of ours that are loaded later and share code with the first view. */
const LOADED_LATER =
  /\/console\/(?:languages\/\w+\.ts|code\/(?:code-area\.tsx|ace\.ts)|editor\/(?:visual-editor\.tsx|start\.ts))$/;

/**
 * Lets what is loaded later import the entry, which is there by then: all that they share with it is then loaded by the
 * same parts, and stands in one script instead of in one for each combination of them.
 */
export const oneSharedScript = (entry: string): Plugin => ({
  name: 'one-shared-script',
  setup({ onLoad }) {
    onLoad({ filter: LOADED_LATER }, async ({ path }) => ({
      contents: `import ${JSON.stringify(entry)};\n${await readFile(path, 'utf8')}`,
      loader: path.endsWith('x') ? 'tsx' : 'ts',
      resolveDir: dirname(path),
    }));
  },
});
