import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Metafile, Plugin } from 'esbuild';

/** Each plugin fails the build where the package is no longer what it was made for. */

const PACKAGE = '@cloudscape-design/components/';
/** Cloudscape's own texts in one language: `{library: {language: {component: texts}}}`. */
type Messages = Record<string, Record<string, Record<string, object>>>;

/** The sources of Cloudscape that a build kept something of, by its metafile. */
function* keptSources({ outputs }: Metafile): Generator<string> {
  for (const { inputs } of Object.values(outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput > 0 && file.includes(PACKAGE) && !file.includes('/i18n/messages/')) yield file;
    }
  }
}

/** Every short text in quotes in what the build kept of Cloudscape: its components look up their texts by such. */
export async function namesIn(metafile: Metafile, root: string): Promise<Set<string>> {
  const sources = await Promise.all(
    [...new Set(keptSources(metafile))].map((file) => readFile(join(root, file), 'utf8')),
  );
  return new Set(
    sources.flatMap((source) => [...source.matchAll(/['"]([[\]a-z0-9-]+)['"]/g)].map(([, name = '']) => name)),
  );
}

/** Leaves the texts of components out that no source names: a quarter of what a language weighs. */
export const usedMessages = (names: ReadonlySet<string>): Plugin => ({
  name: 'used-messages',
  setup: ({ onLoad }) => {
    onLoad({ filter: /i18n[\\/]messages[\\/]all\.[\w-]+\.js$/ }, async ({ path }) => {
      const { default: messages } = (await import(pathToFileURL(path).href)) as { default: Messages };
      const [[library, languages] = [], ...others] = Object.entries(messages);
      const [[language, components] = [], ...more] = Object.entries(languages ?? {});
      if (
        library === undefined ||
        language === undefined ||
        components === undefined ||
        others.length + more.length > 0
      )
        throw new Error(`${path} has not the texts of one library in one language`);
      const used = Object.fromEntries(Object.entries(components).filter(([component]) => names.has(component)));
      if (used.table === undefined) throw new Error(`${path} has no texts of tables`);
      return { contents: `export default ${JSON.stringify({ [library]: { [language]: used } })}`, loader: 'js' };
    });
  },
});

const LOADER = /import\("\.\/messages\/all\.[\w-]+\.js"\)/g;

/** Leaves Cloudscape's loader of any language out: the console names each of its own. */
export const ownLanguages: Plugin = {
  name: 'own-languages',
  setup: ({ onLoad }) => {
    onLoad({ filter: /components[\\/]i18n[\\/]dynamic\.js$/ }, async ({ path }) => {
      const script = await readFile(path, 'utf8');
      if (!LOADER.test(script)) throw new Error(`${path} loads no texts`);
      return { contents: 'export const importMessages = undefined;', loader: 'js' };
    });
  },
};
