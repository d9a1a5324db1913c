import type { Liquid } from 'liquidjs';
import type { FieldError } from '../problems.ts';
import { htmlLiquid, plainLiquid } from './liquid.ts';

/** The three parts of a template, as Liquid. */
export interface TemplateSource {
  subject: string | null;
  html: string | null;
  text: string | null;
}

export type ParsedTemplate = { ok: true; variables: string[] } | { ok: false; errors: FieldError[] };

/** Variables that every mail has by default. */
const BUILT_IN_VARIABLES: readonly string[] = ['email', 'unsubscribeUrl'];

/**
 * Checks the three parts of a template. `variables` are the top-level names that a recipient or the task's data must
 * supply, in the order of their appearance, including those with a `default` or in an `if`. An error names the part and
 * the line.
 */
export const parseTemplate = (source: TemplateSource): ParsedTemplate => {
  const parts: [path: string, liquid: Liquid, source: string | null][] = [
    ['/subject', plainLiquid, source.subject],
    ['/html', htmlLiquid, source.html],
    ['/text', plainLiquid, source.text],
  ];
  const variables = new Set<string>();
  const errors: FieldError[] = [];
  for (const [path, liquid, part] of parts) {
    try {
      for (const name of liquid.globalVariablesSync(liquid.parse(part ?? ''), { partials: false })) variables.add(name);
    } catch (error) {
      errors.push({ path, message: describeSyntaxError(error) });
    }
  }
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, variables: [...variables].filter((name) => !BUILT_IN_VARIABLES.includes(name)) };
};

/** Liquid ends its messages with `, line:3, col:7`. */
const describeSyntaxError = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('Maximum call stack')) return 'is nested too deeply';
  const [, what = message, line] = /^(.*), line:(\d+), col:\d+$/s.exec(message) ?? [];
  const shortened = what.length > 200 ? `${what.slice(0, 199)}…` : what;
  return line === undefined ? shortened : `line ${line}: ${shortened}`;
};
