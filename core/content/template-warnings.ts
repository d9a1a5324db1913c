import { type Template, TokenKind } from 'liquidjs';
import type { FieldError } from '../problems.ts';
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

/** What is probably not meant in a template. It blocks nothing. */
export function partWarnings(parts: Part[]): FieldError[] {
  return [...linkWarnings(parts), ...parts.flatMap(mergeTagWarnings)].slice(0, MAX_WARNINGS);
}

/** A missing link to unsubscribe: in the HTML, or in the text of a template that has only text. */
function linkWarnings(parts: Part[]): FieldError[] {
  const seen = parts.find(({ name }) => name === 'html') ?? parts.find(({ name }) => name === 'text');
  if (seen === undefined || seen.uses.variables.some(({ path: [root] }) => root === LINK)) return [];
  return [{ path: `/${seen.name}`, message: `has no link to unsubscribe: bulk mail needs {{ ${LINK} }}` }];
}

function mergeTagWarnings({ name, nodes }: Part): FieldError[] {
  const found = new Map<string, string>();
  for (const text of textsIn(nodes)) {
    for (const [whole, ...names] of text.matchAll(MERGE_TAGS)) {
      if (found.size < MAX_WARNINGS) found.set(whole, names.find((each) => each !== undefined)?.trim() ?? '');
    }
  }
  return [...found].map(([whole, variable]) => ({
    path: `/${name}`,
    message: `has ${whole}, which is sent as it is: a variable is written {{ ${spelled(variable)} }}`,
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
