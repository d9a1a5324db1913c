import type { BrowserContext } from 'playwright-core';

/** The language of which every word is that of English, in brackets, and longer by two fifths. */
export const PSEUDO = 'qps';

/** Texts of ours are strings and functions, those of Cloudscape lists of parts, of which type 0 is plain text. */
const LENGTHEN = `
const longer = (text) => '[' + text + (/ |.{9}/.test(text) ? ' ' : '') + 'ẍẍẍẍẍẍẍ '.repeat(text.length).slice(0, Math.ceil(text.length * 0.4)).trim() + ']';
const part = (value) => (value.type === 0 ? { ...value, value: longer(value.value) } : value);
const all = (value) => {
  if (typeof value === 'string') return longer(value);
  if (typeof value === 'function') return (...parameters) => longer(value(...parameters));
  if (Array.isArray(value)) return value.map(part);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, all(inner)]));
};
export default all(real);`;

/** Serves this visitor longer words in the place of the English ones. */
export async function lengthenWords(context: BrowserContext): Promise<void> {
  await context.route(/\/assets\/(all\.)?en-[A-Z0-9]+\.js$/, (route) => {
    const { pathname } = new URL(route.request().url());
    return route.fulfill({ contentType: 'text/javascript', body: `import real from '${pathname}?real';${LENGTHEN}` });
  });
}
