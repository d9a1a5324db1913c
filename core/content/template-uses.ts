import { type Template, type Token, TypeGuards } from 'liquidjs';
import {
  type Argument,
  argumentsOf,
  childrenOf,
  filtersOf,
  isOutput,
  operandsOf,
  pathOf,
  tagName,
} from './liquid-nodes.ts';

/** One place where a template looks at a variable that it does not make itself. */
interface VariableUse {
  /** As `pathOf` gives it; the first part is a name. */
  path: [string, ...(string | number | null)[]];
  /** Whether its value is written into the mail; otherwise a tag decides by it. */
  isPrinted: boolean;
  /** Whether the template says what becomes of a mail without it: by `default`, or by an `if` around it. */
  isProvidedFor: boolean;
}

/** What a part of a template uses, read from what Liquid parsed: nothing else reads Liquid. */
export interface TemplateUses {
  /** In the order of their appearance. */
  variables: VariableUse[];
  tags: Set<string>;
  filters: Set<string>;
  /** The longest chain of filters. */
  mostFilters: number;
  /** Whether a filter may fail, or make much of little, by what it gets. */
  mayFail: boolean;
}

/** Filters that accept whatever they get; those in `WITH_VALUES` also from variables. */
const SAFE = new Set(
  `default raw escape escape_once xml_escape newline_to_br strip lstrip rstrip squish strip_html strip_newlines upcase
  downcase capitalize truncate truncatewords append prepend plus minus times divided_by modulo round ceil floor abs
  at_least at_most size first last date date_to_xmlschema date_to_rfc822 date_to_string date_to_long_string`.split(
    /\s+/,
  ),
);
const WITH_VALUES = new Set(['default', 'append', 'prepend']);

/** Goes once through a parsed part. */
export function usesOf(templates: Template[]): TemplateUses {
  const reader = new Reader();
  reader.read(templates);
  return reader.uses;
}

/** The names of the variables that a part gets from outside, each once. */
export const namesIn = ({ variables }: TemplateUses): string[] => [...new Set(variables.map(({ path }) => path[0]))];

class Reader {
  readonly uses: TemplateUses = {
    variables: [],
    tags: new Set(),
    filters: new Set(),
    mostFilters: 0,
    mayFail: false,
  };
  /** Names that the template itself makes, with the number of blocks around that make them. */
  readonly #own = new Map<string, number>();
  /** Variables that the conditions around decide by. */
  readonly #conditions: string[] = [];

  read(templates: Template[]): void {
    for (const node of templates) this.#readNode(node);
  }

  #readNode(node: Template): void {
    const tag = tagName(node);
    if (tag !== null) this.uses.tags.add(tag);
    const decidedBy = this.#readArguments(node);
    // From here on to the end of the part, also outside the block around: as Liquid does.
    for (const name of node.localScope?.() ?? []) this.#own.set(name.content, Number.POSITIVE_INFINITY);
    const blockNames = [...(node.blockScope?.() ?? [])];
    for (const name of blockNames) this.#own.set(name, (this.#own.get(name) ?? 0) + 1);
    const conditionsAround = this.#conditions.length;
    this.#conditions.push(...decidedBy);
    this.read(childrenOf(node));
    this.#conditions.length = conditionsAround;
    for (const name of blockNames) this.#own.set(name, (this.#own.get(name) ?? 0) - 1);
  }

  /** The variables by which the node decides. */
  #readArguments(node: Template): string[] {
    const isPrinted = isOutput(node);
    const decidedBy: string[] = [];
    for (const argument of argumentsOf(node)) {
      const filters = this.#readFilters(argument);
      for (const token of operandsOf(argument)) {
        const [root, ...rest] = pathOf(token) ?? [];
        if (typeof root !== 'string' || (this.#own.get(root) ?? 0) > 0) continue;
        const key = JSON.stringify([root, ...rest]);
        const isProvidedFor = filters.includes('default') || this.#conditions.includes(key);
        this.uses.variables.push({ path: [root, ...rest], isPrinted, isProvidedFor });
        if (!isPrinted) decidedBy.push(key);
      }
    }
    return decidedBy;
  }

  #readFilters(argument: Argument): string[] {
    const filters = filtersOf(argument);
    for (const filter of filters) {
      this.uses.filters.add(filter.name);
      this.uses.mayFail ||= !isSafe(filter);
    }
    this.uses.mostFilters = Math.max(this.uses.mostFilters, filters.length);
    return filters.map(({ name }) => name);
  }
}

function isSafe({ name, args }: { name: string; args: Token[] }): boolean {
  // Liquid's own condition.
  if ((name === 'append' || name === 'prepend') && args.length !== 1) return false;
  return SAFE.has(name) && (WITH_VALUES.has(name) || args.every((arg) => !TypeGuards.isPropertyAccessToken(arg)));
}
