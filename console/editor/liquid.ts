import type { JSONContent } from '@tiptap/core';
import { pathOf } from '../logic/liquid-text.ts';

/** Liquid in a design. Renderers escape text, so expressions pass them as tokens, and come out byte for byte. */

/** An expression or a tag; in its texts, braces mean nothing. */
const LIQUID =
  /\{\{(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'])*?\}\}|\{%(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'])*?%\}/gs;

export interface VariableAttrs {
  path: string;
  /** Written where a reader has none; null: they are not mailed. */
  fallback: string | null;
  /** Liquid after the fallback, such as `upcase`. */
  filter: string | null;
}

export const COMPARISONS = ['set', 'unset', 'equal', 'not-equal', 'greater', 'less'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export interface ConditionAttrs {
  path: string;
  is: Comparison;
  value: string;
}

/** In a literal, a quotation mark would end the text, and a backslash would take the next sign away. */
const literal = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

export function expressionOf({ path, fallback, filter }: VariableAttrs): string {
  const parts = [
    pathOf(path),
    ...(fallback === null ? [] : [`default: ${literal(fallback)}`]),
    ...(filter ? [filter] : []),
  ];
  return `{{ ${parts.join(' | ')} }}`;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** What a condition asks. Imported data are texts, those of the API may be numbers: equal is what looks equal. */
export function whenOf({ path, is, value }: ConditionAttrs): string {
  const name = pathOf(path);
  const isNumber = NUMBER.test(value);
  switch (is) {
    case 'set':
      return `${name} != blank`;
    case 'unset':
      return `${name} == blank`;
    case 'equal':
      return `${name} == ${literal(value)}${isNumber ? ` or ${name} == ${value}` : ''}`;
    case 'not-equal':
      return `${name} != ${literal(value)}${isNumber ? ` and ${name} != ${value}` : ''}`;
    case 'greater':
      return `${name} > ${isNumber ? value : literal(value)}`;
    case 'less':
      return `${name} < ${isNumber ? value : literal(value)}`;
  }
}

/** Stand-ins of letters and digits, which no renderer escapes, wraps or splits. */
export class Tokens {
  readonly #expressions: string[] = [];
  readonly #mark: string;

  /** `text`: everything that is rendered, in which no token may occur by itself. */
  constructor(text: string) {
    let n = 0;
    while (text.includes(`liquid${n}x`)) n += 1;
    this.#mark = `liquid${n}x`;
  }

  put(expression: string): string {
    return `${this.#mark}${this.#expressions.push(expression) - 1}z`;
  }

  hide(text: string): string {
    return text.replace(LIQUID, (expression) => this.put(expression));
  }

  reveal(html: string): string {
    return html.replace(new RegExp(`${this.#mark}(\\d+)z`, 'g'), (token, n) => this.#expressions[Number(n)] ?? token);
  }
}

/** The design with tokens for its Liquid. */
export function hidden(node: JSONContent, tokens: Tokens): JSONContent {
  const marks = node.marks?.map((mark) => withHiddenAttrs(mark, tokens));
  if (node.type === 'variable') {
    const text = tokens.put(expressionOf(node.attrs as VariableAttrs));
    return { type: 'text', text, ...(marks && { marks }) };
  }
  const opened = node.type === 'condition' ? conditionTokens(node.attrs as ConditionAttrs, tokens) : null;
  const content = node.content?.map((child) => hidden(child, tokens));
  return {
    ...withHiddenAttrs(node, tokens),
    ...(opened && { attrs: { ...opened, close: tokens.put('{% endif %}') } }),
    ...(node.text !== undefined && { text: tokens.hide(node.text) }),
    ...(marks && { marks }),
    ...(content && { content }),
  };
}

const conditionTokens = (attrs: ConditionAttrs, tokens: Tokens) => ({ open: tokens.put(`{% if ${whenOf(attrs)} %}`) });

function withHiddenAttrs<Part extends { attrs?: Record<string, unknown> | undefined }>(
  part: Part,
  tokens: Tokens,
): Part {
  if (part.attrs === undefined) return part;
  const pairs = Object.entries(part.attrs);
  const attrs = pairs.map(([name, value]) => [name, typeof value === 'string' ? tokens.hide(value) : value]);
  return { ...part, attrs: Object.fromEntries(attrs) };
}
