import { type Template, TokenKind } from 'liquidjs';
import type { HtmlToText } from '../mail/html-to-text.ts';
import { MB } from '../mail/limits.ts';
import { htmlLiquid } from './liquid.ts';
import { LiquidTokenizer, parseLiquid } from './parse-liquid.ts';
import { countTags, MAX_HTML_TAGS } from './template-faults.ts';
import { usesOf } from './template-uses.ts';

/** Characters of a private plane stand for pieces of Liquid while HTML is read: no parser takes them for markup. */
const OPEN = '\u{F0000}';
const CLOSE = '\u{F0001}';
/** A tag between two rows of a table has a line of its own, which would be empty. */
const LINE_OF_MARKS = /(?<=^|\n)((?:\u{F0000}\d+\u{F0001})+)\n/gu;
const MARK = /\u{F0000}(\d+)\u{F0001}/gu;

/** Filters whose values are HTML themselves: only the rendered HTML can be converted then. */
const HTML_FILTERS = ['raw', 'escape_once'];

/** HTML that is longer, or has more tags, takes longer to convert than other mails should wait. */
const MAX_READ_LENGTH = MB;

/**
 * Liquid for the text of mails whose template has only HTML: rendered by `textLiquid`, it has the content of the HTML.
 * Null when that is not certain; then the HTML of each mail must be converted, which takes about ten times as long
 * (docs/decisions/0011-text-made-from-html.md). `nodes`: the HTML as it was parsed, if it was.
 */
export function textTemplateOf(
  html: string,
  htmlToText: HtmlToText,
  nodes: Template[] = parseLiquid(htmlLiquid, html),
): string | null {
  if (html.includes(OPEN) || html.includes(CLOSE)) return null;
  const { filters } = usesOf(nodes);
  if (HTML_FILTERS.some((name) => filters.has(name))) return null;
  const pieces: string[] = [];
  const numbers = new Map<string, number>();
  const tags: number[] = [];
  let marked = '';
  for (const token of new LiquidTokenizer(html, htmlLiquid, false).readTopLevelTokens()) {
    if (token.kind === TokenKind.HTML) {
      // Without the blanks that `{%-` and `-%}` remove around them.
      marked += (token as unknown as { getContent(): string }).getContent();
      continue;
    }
    const piece = token
      .getText()
      .replace(/^(\{[{%])-/, '$1')
      .replace(/-([%}]\})$/, '$1');
    // Equal pieces get equal marks, so that a link whose text is its address is recognized as one.
    const number = numbers.get(piece) ?? pieces.push(piece) - 1;
    numbers.set(piece, number);
    if (token.kind === TokenKind.Tag) tags.push(number);
    marked += `${OPEN}${number}${CLOSE}`;
  }
  if (marked.length > MAX_READ_LENGTH || countTags(marked) > MAX_HTML_TAGS) return null;
  const text = htmlToText(marked);
  // An entity for a brace, for one, must not become Liquid.
  if (/\{[{%]/.test(text)) return null;
  const isTag = new Set(tags);
  const kept = [...text.matchAll(MARK)].map(([, number]) => Number(number)).filter((number) => isTag.has(number));
  // Conditions and loops must still enclose the same content.
  if (kept.join() !== tags.join()) return null;
  const isTags = (line: string) => [...line.matchAll(MARK)].every(([, number]) => isTag.has(Number(number)));
  return text
    .replace(LINE_OF_MARKS, (whole, line: string) => (isTags(line) ? line : whole))
    .replace(MARK, (_, number) => pieces[Number(number)] ?? '');
}

/** The text of a mail from its own HTML. Throws when that is too long. */
export function readText(html: string, htmlToText: HtmlToText): string {
  if (html.length > MAX_READ_LENGTH || countTags(html) > MAX_HTML_TAGS) {
    throw new Error('the HTML is too long to make a text of it: give the template a text part');
  }
  return tidyText(htmlToText(html));
}

/** Loops, conditions and the cells that make room in a layout leave lines empty. */
export const tidyText = (text: string): string =>
  text
    .replace(/(?<![ \t\u00a0])[ \t\u00a0]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
