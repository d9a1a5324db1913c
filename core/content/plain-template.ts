import { type Template, TokenKind } from 'liquidjs';
import { FilledText } from '../mail/filled-text.ts';

/** `{{ name }}` or `{{ order.total }}`, and nothing else in the braces. */
const PLAIN_VARIABLE = /^\{\{-?\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*-?\}\}$/;

/** Words that Liquid reserves, as a value, an operator or a property. */
const RESERVED = new Set(
  'true false nil null empty blank size first last and or not contains in for with as toLiquid'.split(' '),
);

type Variables = Record<string, unknown>;

/** Writes the part for given variables; null when Liquid itself must do it. */
export type WritePlain = (variables: Variables) => FilledText | null;

/**
 * Most templates are text and plain variables. Such a template need not be interpreted for each recipient, which costs
 * more than everything else of a mail together. Returns null for a template with anything more: a tag, a filter, an
 * index. The output equals Liquid's; wherever that needs its rules (a value that is missing, or is neither text nor
 * number), the result is null and Liquid decides.
 */
export function plainTemplate(template: Template[], toHtml: (text: string) => string): WritePlain | null {
  const pieces = [''];
  const slots: number[] = [];
  const paths: string[][] = [];
  for (const { token } of template) {
    const part = token.kind === TokenKind.HTML ? textOf(token) : pathOf(token.getText());
    if (part === null) return null;
    if (typeof part === 'string') {
      pieces.push(`${pieces.pop()}${part}`);
    } else {
      const known = paths.findIndex((path) => path.join('.') === part.join('.'));
      slots.push(known < 0 ? paths.push(part) - 1 : known);
      pieces.push('');
    }
  }
  const shared = { pieces, slots };
  return (variables) => {
    const values: string[] = [];
    for (const path of paths) {
      const value = valueAt(variables, path);
      if (value === null) return null;
      values.push(toHtml(value));
    }
    return new FilledText(shared, values);
  };
}

/** The text between outputs, without the blanks that `{{-` and `-}}` remove. */
const textOf = (token: object): string | null =>
  'getContent' in token && typeof token.getContent === 'function' ? String(token.getContent()) : null;

function pathOf(output: string): string[] | null {
  const path = PLAIN_VARIABLE.exec(output)?.[1]?.split('.');
  return path === undefined || path.some((name) => RESERVED.has(name)) ? null : path;
}

function valueAt(variables: Variables, path: string[]): string | null {
  let value: unknown = variables;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return null;
    value = (value as Variables)[name];
  }
  return typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}
