import { Output, type Template, TokenKind } from 'liquidjs';
import { FilledText } from '../mail/filled-text.ts';
import { pathOf } from './liquid-nodes.ts';

/** Properties that Liquid computes. */
const COMPUTED = new Set(['size', 'first', 'last']);

type Variables = Record<string, unknown>;

/** Writes the part for given variables; null when Liquid itself must do it. */
export type WritePlain = (variables: Variables) => FilledText | null;

/**
 * Most templates are text and plain variables. Such a template need not be interpreted for each recipient, which costs
 * more than everything else of a mail together. Returns null for a template with anything more: a tag, a filter, an
 * index. The output equals Liquid's; wherever that needs its rules (a value that is missing, or is neither text nor
 * number), the result is null and Liquid decides. `toHtml` is what
 * the engine that parsed it does to every output.
 */
export function plainTemplate(template: Template[], toHtml: ((text: string) => string) | null): WritePlain | null {
  const pieces = [''];
  const slots: number[] = [];
  const paths: string[][] = [];
  for (const node of template) {
    const part: string | string[] | null =
      node.token.kind === TokenKind.HTML ? textOf(node.token) : plainPath(node, toHtml !== null);
    if (part === null) return null;
    if (typeof part === 'string') {
      pieces.push(`${pieces.pop()}${part}`);
    } else {
      const known = paths.findIndex((path) => path.length === part.length && path.every((name, i) => name === part[i]));
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
      values.push(toHtml === null ? value : toHtml(value));
    }
    return new FilledText(shared, values);
  };
}

/** The text between outputs, without the blanks that `{{-` and `-}}` remove. */
const textOf = (token: object): string | null =>
  'getContent' in token && typeof token.getContent === 'function' ? String(token.getContent()) : null;

/** `{{ name }}` or `{{ order.total }}` and nothing else: an engine that escapes adds a filter for that. */
function plainPath(node: Template, isEscaped: boolean): string[] | null {
  if (!(node instanceof Output)) return null;
  const { initial, filters } = node.value;
  const [first, ...more] = initial.postfix;
  if (first === undefined || more.length > 0 || filters.length !== (isEscaped ? 1 : 0)) return null;
  if (isEscaped && filters[0]?.raw) return null;
  const path = pathOf(first);
  const isPlain = path?.every((name): name is string => typeof name === 'string' && !COMPUTED.has(name));
  return isPlain ? (path as string[]) : null;
}

function valueAt(variables: Variables, path: string[]): string | null {
  let value: unknown = variables;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return null;
    value = (value as Variables)[name];
  }
  return typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}
