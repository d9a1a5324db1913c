import { MAX_SUBJECT_BYTES } from '../mail/limits.ts';
import type { Content } from './compile-content.ts';
import { type TemplateUses, usesOf } from './template-uses.ts';
import { parseParts } from './template-variables.ts';

/** Tags that only choose between parts of a template: they create no variables, and repeat nothing. */
const CHOOSING = new Set(['if', 'unless', 'case', 'comment', 'raw', '#', 'echo', 'liquid']);
/** Properties that Liquid computes. */
const COMPUTED = new Set<string | number | null>(['size', 'first', 'last']);
/** Bytes of values, for each filter in a row, that are far from any limit of a mail. */
const FEW_BYTES = 100_000;
/** An escape or an encoding makes at most nine characters of one. */
const GROWTH = 9;

type Variables = Record<string, unknown>;
type Path = string[];

/** Recipients that only their own rendering can judge. */
export const UNSURE = '';

/** The variables that a template needs, as far as they are known without rendering it. */
export interface StaticCheck {
  /**
   * Null for recipients for whom nothing can fail: they have every variable that the template names. `UNSURE` where
   * only rendering can tell. For others, a text that is equal for all recipients whose renderings lack the same
   * variables.
   */
  shapeOf(variables: Variables): string | null;
  /** The approximate size of the variables in a mail; only useful for comparing. */
  weightOf(variables: Variables): number;
}

/** A variable of a template, and how often its value is written. */
interface Named {
  path: Path;
  times: number;
}

/**
 * Looks at a template once, so that a recipient can be checked in a hundredth of the time that a rendering takes. Null
 * for a template that only rendering can judge: one with loops, variables of its own, names that are computed, or
 * filters that may fail.
 */
export function staticCheck(source: Pick<Content, 'subject' | 'html' | 'text'>): StaticCheck | null {
  const parsed = parseParts(source);
  if (!parsed.ok) return null;
  const { subject, html, text } = parsed.parts;
  const parts = [subject, html, text].map((nodes) => usesOf(nodes ?? []));
  if (parts.some(isOpen)) return null;
  const named = namedIn(parts);
  if (named === null) return null;
  const deciding = [...new Set(parts.flatMap(({ variables }) => variables.flatMap(decides)))];
  const inSubject = namedIn(parts.slice(0, 1)) ?? [];
  const mostFilters = Math.max(...parts.map((part) => part.mostFilters));
  const subjectBytes = MAX_SUBJECT_BYTES - Buffer.byteLength(source.subject);
  const subjectGrowth = parts[0]?.mostFilters === 0 ? 1 : GROWTH;
  return {
    shapeOf(variables) {
      if (weigh(inSubject, variables) * subjectGrowth > subjectBytes) return UNSURE;
      if (weigh(named, variables) * (1 + mostFilters) > FEW_BYTES) return UNSURE;
      let shape = '';
      for (const [i, { path }] of named.entries()) {
        if (valueAt(variables, path) === undefined) shape += `${i}${endOf(variables, path)} `;
      }
      if (shape === '') return null;
      // Conditions decide which variables are read.
      return deciding.length === 0 ? shape : shape + JSON.stringify(deciding.map((name) => variables[name] ?? null));
    },
    weightOf: (variables) => weigh(named, variables),
  };
}

const isOpen = ({ tags, mayFail }: TemplateUses): boolean => mayFail || [...tags].some((tag) => !CHOOSING.has(tag));

const decides = ({ path, isPrinted }: TemplateUses['variables'][number]): string[] => (isPrinted ? [] : [path[0]]);

/** Each variable once; null when a name is only known when it is rendered. */
function namedIn(parts: TemplateUses[]): Named[] | null {
  const named = new Map<string, Named>();
  for (const { path, isPrinted } of parts.flatMap(({ variables }) => variables)) {
    if (!path.every((part) => typeof part === 'string' && !COMPUTED.has(part))) return null;
    const key = path.join('\n');
    const known = named.get(key) ?? { path: path as Path, times: 0 };
    known.times += isPrinted ? 1 : 0;
    named.set(key, known);
  }
  return [...named.values()];
}

function weigh(named: Named[], variables: Variables): number {
  let weight = 0;
  for (const { path, times } of named) if (times > 0) weight += times * textWeight(valueAt(variables, path));
  return weight;
}

/** `undefined` for anything that may be missing. */
export function valueAt(variables: Variables, path: string[]): unknown {
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

const textWeight = (value: unknown): number => {
  if (value === undefined || value === null) return 0;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const bytes = Buffer.byteLength(text);
  // Letters beyond ASCII take three signs for each of their bytes.
  return bytes === text.length ? bytes : bytes + 2 * (bytes - text.length);
};
