import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import en from '../../console/words/en.ts';
import ja from '../../console/words/ja.ts';
import zh from '../../console/words/zh.ts';

const ROOT = join(__dirname, '..', '..');
const ROUTES = readFileSync(join(ROOT, 'console', 'routes.tsx'), 'utf8');
const LOOKED_AT = readFileSync(join(ROOT, 'test', 'console', 'layout', 'pages.ts'), 'utf8');
/** Shorter, a text explains nothing; characters of Chinese and Japanese say more. */
const LEAST = { en: 80, ja: 40, zh: 30 };

interface Page {
  title: string;
  help: { title: string; text: string };
}

/** The routes of those who are signed in: the path of each, and what makes its title and its help of the words. */
const PAGES = ROUTES.split('createRoute({')
  .filter((text) => text.includes('getParentRoute: () => signedIn') && !text.includes("id: 'signed-in'"))
  .map((text): [path: string, page: string | undefined] => [
    /path: '([^']+)'/.exec(text)?.[1] ?? '',
    /page: (\(\{[\s\S]*?\}\) => \(\{[\s\S]*?\n? *\}\)),\s*\}/.exec(text)?.[1] ?? /page: (\(.*\}\)) \}/.exec(text)?.[1],
  ]);

it('knows all routes of the console', () => {
  expect(PAGES.length).toBe(ROUTES.split('getParentRoute: () => signedIn').length - 1);
  expect(PAGES.map(([path]) => path)).toEqual(expect.arrayContaining(['/', '/tasks/$taskId', '/people', '/settings']));
});

describe.each(Object.entries({ en, ja, zh }))('in %s', (language, words) => {
  it.each(PAGES)('%s has a title, and a panel that explains it', (_, page) => {
    // The functions are plain JavaScript: nothing in them has a type.
    const made = new Function(`return ${page}`)()(words) as Page;
    expect(made.title).not.toBe('');
    expect(made.help.title).not.toBe('');
    expect(made.help.text.length).toBeGreaterThanOrEqual(LEAST[language as keyof typeof LEAST]);
  });
});

it.each(PAGES)('the tests of the layout look at %s', (path) => {
  // Where a path has ids, the test follows a link to it.
  const isLookedAt = path.includes('$') ? LOOKED_AT.includes(`of: '${path}'`) : LOOKED_AT.includes(`'${path}`);
  expect(isLookedAt).toBe(true);
});
