import { htmlLiquid, plainLiquid } from './liquid.ts';
import type { TemplateSource } from './template-variables.ts';

/** Tags that only choose between parts of a template: they create no variables, and repeat nothing. */
const CHOOSING = new Set(
  'if elsif else endif unless endunless case when endcase comment endcomment raw endraw'.split(' '),
);
/** Properties that Liquid computes. */
const COMPUTED = new Set(['size', 'first', 'last']);
const TAG = /\{%-?\s*(\w+)([^%]*)/g;
const WORD = /[A-Za-z_]\w*/g;

type Variables = Record<string, unknown>;

/** The variables that a template needs, as far as they are known without rendering it. */
export interface StaticCheck {
  /**
   * Null for recipients that have every variable that the template names: none can be missing. For others, a text that
   * is equal for all recipients whose renderings lack the same variables.
   */
  shapeOf(variables: Variables): string | null;
  /** The approximate size of the variables in a mail; only useful for comparing. */
  weightOf(variables: Variables): number;
}

/**
 * Looks at a template once, so that a recipient can be checked in a hundredth of the time that a rendering takes. Null
 * for a template that only rendering can judge: one with loops, variables of its own, or names that are computed.
 */
export function staticCheck(source: TemplateSource): StaticCheck | null {
  const parts = [source.subject, source.html, source.text].map((part) => part ?? '');
  const [subject = '', html = '', text = ''] = parts;
  const tags = parts.flatMap((part) => [...part.matchAll(TAG)]);
  if (tags.some(([, name = '']) => !CHOOSING.has(name))) return null;
  const segments = [
    ...plainLiquid.globalVariableSegmentsSync(plainLiquid.parse(subject), { partials: false }),
    ...htmlLiquid.globalVariableSegmentsSync(htmlLiquid.parse(html), { partials: false }),
    ...plainLiquid.globalVariableSegmentsSync(plainLiquid.parse(text), { partials: false }),
  ];
  const paths = new Map<string, string[]>();
  for (const path of segments) {
    if (!path.every((segment) => typeof segment === 'string' && !COMPUTED.has(segment))) return null;
    paths.set(path.join('\n'), path as string[]);
  }
  const named = [...paths.values()];
  const inTags = new Set(tags.flatMap(([, , markup = '']) => markup.match(WORD) ?? []));
  const deciding = [...new Set(named.map(([first = '']) => first))].filter((name) => inTags.has(name));
  const weights = named.map((path) => ({ path, times: timesOf(path.at(-1) ?? '', parts.join('\n')) }));
  return {
    shapeOf(variables) {
      let shape = '';
      for (const [i, path] of named.entries()) {
        if (valueAt(variables, path) === undefined) shape += `${i}${endOf(variables, path)} `;
      }
      if (shape === '') return null;
      // Conditions decide which variables are read.
      return deciding.length === 0 ? shape : shape + JSON.stringify(deciding.map((name) => variables[name] ?? null));
    },
    weightOf(variables) {
      let weight = 0;
      for (const { path, times } of weights) weight += times * textWeight(valueAt(variables, path));
      return weight;
    },
  };
}

/** `undefined` for anything that may be missing. */
function valueAt(variables: Variables, path: string[]): unknown {
  let value: unknown = variables;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Variables)[name];
  }
  return value === undefined ? undefined : value;
}

/** The end of a path that leads to nothing: Liquid treats nothing, null and a text differently. */
function endOf(variables: Variables, path: string[]): string {
  let value: unknown = variables;
  let depth = 0;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) break;
    value = (value as Variables)[name];
    depth += 1;
  }
  return `:${depth}:${value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value}`;
}

const timesOf = (name: string, source: string): number => Math.max(1, source.split(name).length - 1);

const textWeight = (value: unknown): number => {
  if (value === undefined || value === null) return 0;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const bytes = Buffer.byteLength(text);
  // Letters beyond ASCII take three signs for each of their bytes.
  return bytes === text.length ? bytes : bytes + 2 * (bytes - text.length);
};
