import type { Liquid, Template } from 'liquidjs';
import type { FieldError } from '../problems.ts';
import { htmlLiquid, plainLiquid } from './liquid.ts';
import { parseLiquid } from './parse-liquid.ts';
import { ofAll, type TemplateFault, templateFault } from './template-faults.ts';
import { namesIn, usesOf } from './template-uses.ts';
import { type Part, partWarnings, type TemplateWarning } from './template-warnings.ts';

/** The three parts of a template, as Liquid. */
export interface TemplateSource {
  subject: string | null;
  html: string | null;
  text: string | null;
}

/** A part that is not right. */
type LiquidError = FieldError & { code: 'liquid' };

export type ParsedTemplate =
  | { ok: true; variables: string[]; warnings: TemplateWarning[] }
  | { ok: false; errors: LiquidError[] };

/** Variables that every mail has by default. */
const BUILT_IN_VARIABLES: readonly string[] = ['email', 'unsubscribeUrl'];

/** What reads each part. */
const ENGINES: [name: keyof TemplateSource, liquid: Liquid][] = [
  ['subject', plainLiquid],
  ['html', htmlLiquid],
  ['text', plainLiquid],
];

/** The parts of a template as Liquid parsed them, or the faults of those that are not Liquid. */
type Parts =
  | { ok: true; parts: Record<keyof TemplateSource, Template[] | null> }
  | { ok: false; errors: LiquidError[] };

/**
 * Parses a template, also one that was accepted before there was a rule that a new one must keep: what was accepted is
 * sent.
 */
export function parseParts(source: TemplateSource, limits: { isLimited?: boolean } = {}): Parts {
  const parts: Record<keyof TemplateSource, Template[] | null> = { subject: null, html: null, text: null };
  const errors: LiquidError[] = [];
  for (const [name, liquid] of ENGINES) {
    const part = source[name];
    if (part === null) continue;
    try {
      parts[name] = parseLiquid(liquid, part, limits);
    } catch (error) {
      errors.push(faultAt(name, describeSyntaxError(error, part)));
    }
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, parts };
}

/**
 * Checks the three parts of a new template. `variables` are the top-level names that a recipient or the task's data
 * must supply, in the order of their appearance, including those with a `default` or in an `if`. An error names the
 * part and the line; a warning names what is probably not meant.
 */
export const parseTemplate = (source: TemplateSource): ParsedTemplate => {
  const parsed = parseParts(source, { isLimited: true });
  if (!parsed.ok) return parsed;
  const read: Part[] = [];
  const errors: LiquidError[] = [];
  for (const [name] of ENGINES) {
    const nodes = parsed.parts[name];
    if (nodes === null) continue;
    const fault = templateFault(nodes, name === 'html');
    if (fault === null) read.push({ name, nodes, uses: usesOf(nodes) });
    else errors.push(faultAt(name, fault));
  }
  if (errors.length > 0) return { ok: false, errors };
  const variables = new Set(read.flatMap(({ uses }) => namesIn(uses)));
  return {
    ok: true,
    variables: [...variables].filter((name) => !BUILT_IN_VARIABLES.includes(name)),
    warnings: partWarnings(read),
  };
};

const faultAt = (name: string, { line, column, detail }: TemplateFault): LiquidError => ({
  path: `/${name}`,
  message: line === null ? detail : `line ${line}: ${detail}`,
  code: 'liquid',
  params: { line, column, detail },
});

/** Liquid ends its messages with `, line:3, col:7`. */
const describeSyntaxError = (error: unknown, source: string): TemplateFault => {
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('Maximum call stack')) return ofAll('is nested too deeply');
  const [, what = message, line, column] = /^(.*), line:(\d+), col:(\d+)$/s.exec(message) ?? [];
  const shortened = what.length > 200 ? `${what.slice(0, 199)}…` : what;
  const isCurly = /[“”„‟‘’]/.test(source.split('\n')[Number(line) - 1] ?? '');
  const hint = isCurly ? `; quotation marks must be straight, as in "text" or 'text'` : '';
  if (line === undefined) return ofAll(shortened);
  return { line: Number(line), column: Number(column), detail: `${shortened}${hint}` };
};
