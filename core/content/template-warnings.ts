import { type Template, TokenKind } from 'liquidjs';
import type { FieldError, Params } from '../problems.ts';
import { childrenOf } from './liquid-nodes.ts';
import type { TemplateUses } from './template-uses.ts';

/** The variable that mailbox providers and the law require in every bulk mail. */
const LINK = 'unsubscribeUrl';

/** Maximum number of warnings that are kept of a template. */
const MAX_WARNINGS = 20;

/** A part of a template, read. */
export interface Part {
  name: 'subject' | 'html' | 'text';
  nodes: Template[];
  uses: TemplateUses;
}

/** What other products write where a value belongs. Here it is text, which readers would see. */
const MERGE_TAGS =
  /\*\|([^|*\n]{1,60})\|\*|%%([\w .-]{1,60})%%|%recipient\.([\w-]{1,60})%|<%=\s*([\w.]{1,60})\s*%>|\$\{([\w.]{1,60})\}|\{\$([\w.]{1,60})\}|\[\[([\w .-]{1,60})\]\]/g;

export const TEMPLATE_WARNING_CODES = ['no-unsubscribe-link', 'merge-tag', 'liquid'] as const;

/**
 * What is probably not meant in a part of a template; it blocks nothing. `merge-tag`: `tag` of another product, which
 * means the `variable`. `liquid`: of a template that was accepted before there was a rule that it does not keep.
 */
export interface TemplateWarning extends Omit<FieldError, 'code'> {
  code: (typeof TEMPLATE_WARNING_CODES)[number];
  params: Params;
}

export function partWarnings(parts: Part[]): TemplateWarning[] {
  return [...linkWarnings(parts), ...parts.flatMap(mergeTagWarnings)].slice(0, MAX_WARNINGS);
}

/** A missing link to unsubscribe: in the HTML, or in the text of a template that has only text. */
function linkWarnings(parts: Part[]): TemplateWarning[] {
  const seen = parts.find(({ name }) => name === 'html') ?? parts.find(({ name }) => name === 'text');
  if (seen === undefined || seen.uses.variables.some(({ path: [root] }) => root === LINK)) return [];
  const message = `has no link to unsubscribe: bulk mail needs {{ ${LINK} }}`;
  return [{ path: `/${seen.name}`, message, code: 'no-unsubscribe-link', params: {} }];
}

function mergeTagWarnings({ name, nodes }: Part): TemplateWarning[] {
  const found = new Map<string, string>();
  for (const text of textsIn(nodes)) {
    for (const [whole, ...names] of text.matchAll(MERGE_TAGS)) {
      if (found.size < MAX_WARNINGS) found.set(whole, names.find((each) => each !== undefined)?.trim() ?? '');
    }
  }
  return [...found].map(([whole, variable]) => ({
    path: `/${name}`,
    message: `has ${whole}, which is sent as it is: a variable is written {{ ${spelled(variable)} }}`,
    code: 'merge-tag',
    params: { tag: whole, variable },
  }));
}

const spelled = (variable: string): string => (/^[\w.-]+$/.test(variable) ? variable : `["${variable}"]`);

/** The text of a part outside of Liquid. */
function* textsIn(nodes: Template[]): Generator<string> {
  for (const node of nodes) {
    if (node.token.kind === TokenKind.HTML) yield node.token.getText();
    else yield* textsIn(childrenOf(node));
  }
}
