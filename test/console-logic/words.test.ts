import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { en as enEditor } from '../../console/editor/words/en.ts';
import { ja as jaEditor } from '../../console/editor/words/ja.ts';
import { zh as zhEditor } from '../../console/editor/words/zh.ts';
import en from '../../console/words/en.ts';
import ja from '../../console/words/ja.ts';
import zh from '../../console/words/zh.ts';

const CONSOLE = join(__dirname, '..', '..', 'console');
const SOURCES = globSync('{api,editor,pages,parts,shell}/**/*.{ts,tsx}', { cwd: CONSOLE, exclude: ['editor/words/*'] });

/** All texts of a language; those with parameters are given one to all of them. */
function textsOf(words: object, path = ''): [path: string, text: string][] {
  return Object.entries(words).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string') return [[path + name, value]];
    if (typeof value === 'function') return [[path + name, String(value(3, 3))]];
    return textsOf(value, `${path}${name}.`);
  });
}

/** All words of each language: those of the visual editor come with it. */
const EN = { ...en, editor: enEditor };
const JA = { ...ja, editor: jaEditor };
const ZH = { ...zh, editor: zhEditor };

describe.each(Object.entries({ ja: JA, zh: ZH }))('the words in %s', (_, words) => {
  it('have full-width punctuation after their own script, and no half-width kana', () => {
    const faulty = textsOf(words).filter(
      ([, text]) => /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}][,.;:!?]/u.test(text) || /[\uff61-\uff9f]/u.test(text),
    );
    expect(faulty).toEqual([]);
  });

  it('are none of them empty', () => {
    expect(textsOf(words).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('are translated, but for names', () => {
    const english = new Map(textsOf(EN));
    const same = textsOf(words).filter(([path, text]) => english.get(path) === text);
    expect(same.map(([path]) => path)).toEqual(expect.arrayContaining(['product', 'titleOf']));
    expect(same.map(([path]) => path).filter((path) => !['product', 'titleOf'].includes(path))).toEqual([]);
  });
});

/** Attributes and properties whose text people read. */
const READ = /^(aria-?[lL]abel|label|text|title|description|header|headerText|placeholder|alt|errorText|loadingText)$/;

type Node = { type?: string; [key: string]: unknown };

/** The texts in a source that people would read in one language only. */
function* writtenTexts(node: unknown): Generator<string> {
  if (Array.isArray(node)) {
    for (const child of node) yield* writtenTexts(child);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, name, key, value } = node as { type?: string; name?: Node; key?: Node; value?: unknown };
  if (type === 'JSXText' && /\p{L}/u.test(String(value))) yield String(value).trim();
  const named = String((type === 'JSXAttribute' ? name : key)?.value ?? '');
  const literal = value as Node | null | undefined;
  const isText = literal?.type === 'StringLiteral' && /\p{L}/u.test(String(literal.value));
  if ((type === 'JSXAttribute' || type === 'KeyValueProperty') && READ.test(named) && isText) {
    yield `${named}=${String(literal?.value)}`;
  }
  for (const child of Object.values(node)) yield* writtenTexts(child);
}

it.each(SOURCES)('%s takes what people read from the words', (file) => {
  const source = readFileSync(join(CONSOLE, file), 'utf8');
  expect([...writtenTexts(parseSync(source, { syntax: 'typescript', tsx: file.endsWith('.tsx') }))]).toEqual([]);
});

it('every word is used', () => {
  const all = globSync(['routes.tsx', '{api,editor,logic,pages,parts,shell}/**/*.{ts,tsx}'], {
    cwd: CONSOLE,
    exclude: ['editor/words/*'],
  })
    .map((file) => readFileSync(join(CONSOLE, file), 'utf8'))
    .join('\n');
  // A word may be reached by a value of the API, such as a status: then the group that it is in is used.
  const isUsed = (path: string): boolean => {
    const [name, group] = path.split('.').reverse();
    const uses = (word: string | undefined) => word !== undefined && new RegExp(`\\b${word}\\b`).test(all);
    return uses(name) || (group !== undefined && new RegExp(`\\b${group}\\[`).test(all));
  };
  expect(textsOf(EN).flatMap(([path]) => (isUsed(path) ? [] : [path]))).toEqual([]);
});
