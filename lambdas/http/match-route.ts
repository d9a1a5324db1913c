import type { Route } from './route.ts';

/** The route of a request path. `wrong-method`: the path exists, with other methods. */
export type Match =
  | { kind: 'found'; route: Route; params: Record<string, string> }
  | { kind: 'wrong-method'; allow: string[] }
  | { kind: 'nothing' };

interface Pattern {
  route: Route;
  segments: string[];
}

/** Parameters that are e-mail addresses. */
const ADDRESSES = new Set(['{email}', '{address}']);

const isParameter = (segment: string): boolean => segment.startsWith('{');

/** Builds the table of routes. A fixed segment is preferred to a parameter; throws when two routes are alike. */
export const createMatcher = (routes: Route[]): ((method: string, path: string) => Match) => {
  const patterns = routes
    .map((route): Pattern => ({ route, segments: route.path.split('/') }))
    .sort((a, b) => parameterCount(a) - parameterCount(b) || b.segments.length - a.segments.length);
  refuseDoubles(routes);

  return (method, path) => {
    // API Gateway's HTTP API has undone the escapes already: undoing them again would read `%25` as something else.
    const parts = path.split('/');
    const fitting = patterns.filter((pattern) => fits(pattern.segments, segmentsFor(pattern, parts)));
    const [first] = fitting;
    if (first === undefined) return { kind: 'nothing' };
    // A fixed segment is a thing of its own: what can be done with a parameter's things cannot be done with it.
    const onPath = fitting.filter(
      (pattern) =>
        parameterCount(pattern) === parameterCount(first) && pattern.segments.length === first.segments.length,
    );
    // A HEAD is answered as a GET without its body (RFC 9110, section 9.3.2).
    const pattern = onPath.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method));
    if (pattern === undefined) return { kind: 'wrong-method', allow: allowed(onPath.map(({ route }) => route.method)) };
    return { kind: 'found', route: pattern.route, params: paramsOf(pattern.segments, segmentsFor(pattern, parts)) };
  };
};

const allowed = (methods: string[]): string[] =>
  [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();

const parameterCount = ({ segments }: Pattern): number => segments.filter(isParameter).length;

const refuseDoubles = (routes: Route[]): void => {
  const seen = new Set<string>();
  for (const { method, path } of routes) {
    const shape = `${method} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`;
    if (seen.has(shape)) throw new Error(`two routes answer ${method} ${path}`);
    seen.add(shape);
  }
};

const fits = (pattern: string[], segments: string[]): boolean =>
  pattern.length === segments.length &&
  pattern.every((part, index) => (isParameter(part) ? segments[index] !== '' : part === segments[index]));

const paramsOf = (pattern: string[], segments: string[]): Record<string, string> =>
  Object.fromEntries(
    pattern.flatMap((part, index) => (isParameter(part) ? [[part.slice(1, -1), segments[index] ?? '']] : [])),
  );

/**
 * An address may hold a slash, which a path that is decoded no longer tells from its own: at the end it takes the rest,
 * unless a longer path fits.
 */
const segmentsFor = ({ segments }: Pattern, parts: string[]): string[] =>
  ADDRESSES.has(segments.at(-1) ?? '')
    ? [...parts.slice(0, segments.length - 1), parts.slice(segments.length - 1).join('/')]
    : parts;
