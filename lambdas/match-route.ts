import type { Route } from './route.ts';

/** What a request path leads to. `wrong-method`: the path exists, with other methods. */
export type Match =
  | { kind: 'found'; route: Route; params: Record<string, string> }
  | { kind: 'wrong-method'; allow: string[] }
  | { kind: 'nothing' };

interface Pattern {
  route: Route;
  segments: string[];
}

const isParameter = (segment: string): boolean => segment.startsWith('{');

/** Builds the table of routes. A fixed segment is preferred to a parameter; throws when two routes are alike. */
export const createMatcher = (routes: Route[]): ((method: string, path: string) => Match) => {
  const patterns = routes
    .map((route): Pattern => ({ route, segments: route.path.split('/') }))
    .sort((a, b) => parameterCount(a) - parameterCount(b));
  refuseDoubles(routes);

  return (method, path) => {
    // API Gateway hands the path over as it was sent, up to a few escapes; an address needs `%40` and the like undone.
    const segments = path.split('/').map(decodeSegment);
    const onPath = patterns.filter((pattern) => fits(pattern.segments, segments));
    if (onPath.length === 0) return { kind: 'nothing' };
    const pattern = onPath.find(({ route }) => route.method === method);
    if (pattern === undefined) return { kind: 'wrong-method', allow: onPath.map(({ route }) => route.method).sort() };
    return { kind: 'found', route: pattern.route, params: paramsOf(pattern.segments, segments) };
  };
};

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

const decodeSegment = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
