import { Output, type Template, type Token, TypeGuards } from 'liquidjs';
import { MAX_FORMAT_LENGTH, unknownIn } from './dates.ts';
import { type Argument, argumentsOf, childrenOf, filtersOf, isFiltered, operandsOf, tagName } from './liquid-nodes.ts';

/** How deep tags may be inside each other. */
const MAX_DEPTH = 100;
/** Maximum number of HTML tags, opening and closing. A newsletter of 100 KB has about 3,000. */
export const MAX_HTML_TAGS = 10_000;

/** Quotation marks that word processors make of straight ones. Liquid takes them for letters of a name. */
const CURLY = /[‘’‚‛“”„‟«»′″`´]/;
/** Words of Liquid that write nothing. */
const NOTHING = new Set(['empty', 'blank', 'nil', 'null']);
/** What `for` and `tablerow` understand after their list. */
const LOOP_WORDS = new Set(['limit', 'offset', 'reversed', 'cols']);

/** What is wrong in a part of a template. `line` and `column`, from 1, are null for the part as a whole. */
export interface TemplateFault {
  line: number | null;
  column: number | null;
  detail: string;
}

/** A fault of a part as a whole. */
export const ofAll = (detail: string): TemplateFault => ({ line: null, column: null, detail });

/** What is wrong with a part that is Liquid, but surely not what was meant; null for a good one. */
export function templateFault(nodes: Template[], isHtml: boolean): TemplateFault | null {
  if (isHtml && tagsIn(nodes) > MAX_HTML_TAGS) return ofAll(`has more than ${MAX_HTML_TAGS} HTML tags`);
  return faultIn(nodes, 0);
}

/** The number of HTML tags of a part, or a few more. */
const tagsIn = (nodes: Template[]): number => countTags(nodes[0]?.token.input ?? '');

/** The number of HTML tags, or a few more: a bare `<` counts, too. Stops where there are too many. */
export function countTags(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0 && count <= MAX_HTML_TAGS; at = html.indexOf('<', at + 1)) count += 1;
  return count;
}

function faultIn(nodes: Template[], depth: number): TemplateFault | null {
  if (depth > MAX_DEPTH) return ofAll('is nested too deeply');
  for (const node of nodes) {
    const fault = faultOf(node) ?? faultIn(childrenOf(node), depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOf(node: Template): TemplateFault | null {
  for (const argument of argumentsOf(node)) {
    const fault = strayWords(argument) ?? curlyQuotes(argument) ?? badFormat(argument);
    if (fault !== null) return fault;
  }
  return writesNothing(node) ?? unknownLoopWord(node) ?? strayEnd(node);
}

/** `{{ First Name }}`: Liquid reads the first word and drops the rest. */
function strayWords(argument: Argument): TemplateFault | null {
  if (!isFiltered(argument)) return null;
  const tokens = argument.initial.postfix;
  let values = 0;
  for (const token of tokens) {
    if (!TypeGuards.isOperatorToken(token)) values += 1;
    else if (token.operator !== 'not') values -= 1;
  }
  if (values === 1) return null;
  const operands = tokens.filter((token) => !TypeGuards.isOperatorToken(token)).sort((a, b) => a.begin - b.begin);
  const words = [operands[0]];
  for (const token of operands.slice(1)) {
    if (/^\s+$/.test(token.input.slice(words.at(-1)?.end, token.begin))) words.push(token);
    else if (words.length > 1) break;
    else words[0] = token;
  }
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last || words.length < 2) return place(tokens[0], 'the condition is not complete');
  const name = first.input.slice(first.begin, last.end);
  return place(first, `a name with a blank needs brackets and quotation marks: ${bracketed(name)} instead of ${name}`);
}

/** A name as Liquid reads any name. */
const bracketed = (name: string): string => (name.includes('"') ? `['${name}']` : `["${name}"]`);

function curlyQuotes(argument: Argument): TemplateFault | null {
  for (const token of operandsOf(argument)) {
    if (!TypeGuards.isPropertyAccessToken(token)) continue;
    const curly = token.props.find((prop) => TypeGuards.isWordToken(prop) && CURLY.test(prop.content));
    if (curly) return place(token, `quotation marks must be straight, as in "text" or 'text': ${token.getText()}`);
  }
  return null;
}

function badFormat(argument: Argument): TemplateFault | null {
  for (const { name, args } of filtersOf(argument)) {
    const [format] = args;
    if (name !== 'date' || format === undefined || !TypeGuards.isQuotedToken(format)) continue;
    if (format.content.length > MAX_FORMAT_LENGTH) {
      return place(format, `the format of a date must have at most ${MAX_FORMAT_LENGTH} characters`);
    }
    const unknown = unknownIn(format.content);
    if (unknown !== null) return place(format, `a date has no ${unknown}; a percent sign is %%`);
  }
  return null;
}

/** `{{ empty }}`: a column of that name can only be read in brackets. */
function writesNothing(node: Template): TemplateFault | null {
  if (!(node instanceof Output)) return null;
  const [token, ...more] = node.value.initial.postfix;
  if (more.length > 0 || token === undefined || !TypeGuards.isLiteralToken(token)) return null;
  if (!NOTHING.has(token.literal)) return null;
  return place(token, `${token.literal} is a word of Liquid: write ${bracketed(token.literal)} for the variable`);
}

function unknownLoopWord(node: Template): TemplateFault | null {
  const loop = tagName(node);
  if (loop !== 'for' && loop !== 'tablerow') return null;
  const { hash, args } = node as Template & { hash?: { hash: object }; args?: { hash: object } };
  const unknown = Object.keys((loop === 'for' ? hash : args)?.hash ?? {}).find((word) => !LOOP_WORDS.has(word));
  return unknown === undefined ? null : place(node.token, `${loop} has a word too much: ${unknown}`);
}

/** `{{ first, last }}`: Liquid drops what begins with a comma or a parenthesis. */
function strayEnd(node: Template): TemplateFault | null {
  if (!(node instanceof Output)) return null;
  const ends = [...operandsOf(node.value)].map(({ end }) => end);
  const { content, input, contentRange } = node.token;
  const rest = input.slice(Math.max(...ends), contentRange[1]).trimStart();
  return /^[,)]/.test(rest) ? place(node.token, `is not one value: ${content.slice(0, 100)}`) : null;
}

function place(token: Token | undefined, message: string): TemplateFault {
  if (token === undefined) return ofAll(message);
  const lines = token.input.slice(0, token.begin).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, detail: message.slice(0, 300) };
}
