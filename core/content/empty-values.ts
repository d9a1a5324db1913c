import { valueAt } from './static-check.ts';
import { usesOf } from './template-uses.ts';
import { parseParts, type TemplateSource } from './template-variables.ts';

/** Paths that are looked at; a template has few. */
const MAX_PATHS = 100;

/**
 * The variables whose value would leave a hole in a mail: written into it, empty, and without a `default` or an `if`
 * that provides for that. Looks at a template once.
 */
export function emptyCheck(source: TemplateSource): (variables: Record<string, unknown>) => string[] {
  const parsed = parseParts(source);
  if (!parsed.ok) return () => [];
  const paths = new Map<string, string[]>();
  for (const nodes of Object.values(parsed.parts)) {
    for (const { path, isPrinted, isProvidedFor } of usesOf(nodes ?? []).variables) {
      const isNamed = path.every((part): part is string => typeof part === 'string');
      if (isNamed && isPrinted && !isProvidedFor) paths.set(path.join('.'), path as string[]);
    }
  }
  const looked = [...paths].slice(0, MAX_PATHS);
  return (variables) => looked.filter(([, path]) => isEmpty(valueAt(variables, path))).map(([name]) => name);
}

const isEmpty = (value: unknown): boolean => value === null || (typeof value === 'string' && value.trim() === '');
