import {
  type FilteredValueToken,
  type Tag,
  type Template,
  type Token,
  TokenKind,
  TypeGuards,
  toValueSync,
  Value,
  type ValueToken,
} from 'liquidjs';

/** What a tag or an output gets: a value with its filters, or a value alone. */
export type Argument = Value | ValueToken;

/** The name of a tag; null for an output and for text. */
export const tagName = (node: Template): string | null =>
  node.token.kind === TokenKind.Tag ? (node as Tag).name : null;

/** Whether a node writes its argument into the mail. */
export const isOutput = (node: Template): boolean => node.token.kind === TokenKind.Output || tagName(node) === 'echo';

/** The parsed nodes inside a node. */
export const childrenOf = (node: Template): Template[] =>
  node.children ? (toValueSync(node.children(false, true)) as Template[]) : [];

/** The arguments of a node, those of its branches (`elsif`, `when`) included. */
export const argumentsOf = (node: Template): Iterable<Argument> => node.arguments?.() ?? [];

/** A value that may have filters. */
export const isFiltered = (argument: Argument | Token): argument is Value | FilteredValueToken =>
  argument instanceof Value || TypeGuards.isFilteredValueToken(argument);

/** What Liquid calls the escape that it adds to the filters of an output. */
const ESCAPE = '[object Function]';

/** The names and arguments of the filters that a template gives a value. */
export const filtersOf = (argument: Argument): { name: string; args: Token[] }[] =>
  isFiltered(argument)
    ? argument.filters
        .filter(({ name }) => name !== ESCAPE)
        .map(({ name, args }) => ({ name, args: args.flatMap(argumentToken) }))
    : [];

const argumentToken = (arg: ValueToken | [string?, ValueToken?]): ValueToken[] => {
  const token = Array.isArray(arg) ? arg[1] : arg;
  return token === undefined ? [] : [token];
};

/** Every literal and variable that is looked at to evaluate an argument. */
export function* operandsOf(argument: Argument | Token): Generator<Token> {
  if (isFiltered(argument)) {
    for (const token of argument.initial.postfix) yield* operandsOf(token);
    for (const { args } of filtersOf(argument as Argument)) for (const token of args) yield* operandsOf(token);
  } else if (TypeGuards.isRangeToken(argument)) {
    yield* operandsOf(argument.lhs);
    yield* operandsOf(argument.rhs);
  } else if (TypeGuards.isPropertyAccessToken(argument)) {
    yield argument;
    if (argument.variable) yield* operandsOf(argument.variable);
    for (const prop of argument.props) if (TypeGuards.isPropertyAccessToken(prop)) yield* operandsOf(prop);
  } else if (!TypeGuards.isOperatorToken(argument)) {
    yield argument as Token;
  }
}

/**
 * Where a variable's value is found: `order.items[0]` is `['order', 'items', 0]`. Null stands for a part that only
 * rendering knows, as in `order[name]`; the whole is null for what is no variable.
 */
export function pathOf(token: Token): (string | number | null)[] | null {
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable) return null;
  return token.props.map((prop) =>
    TypeGuards.isQuotedToken(prop) || TypeGuards.isWordToken(prop) || TypeGuards.isNumberToken(prop)
      ? prop.content
      : null,
  );
}
