import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Role } from '../../../core/access/role.ts';
import { apiIn } from '../../../lambdas/compose/api.ts';
import { createMatcher } from '../../../lambdas/http/match-route.ts';
import { API_INFO, openApiOf } from '../../../lambdas/http/openapi.ts';
import type { Route } from '../../../lambdas/http/route.ts';

export interface TestRequest {
  method?: string;
  path: string;
  query?: string;
  headers?: Record<string, string>;
  /** Written as JSON, unless `rawBody` is given. */
  body?: unknown;
  rawBody?: string;
  isBase64Encoded?: boolean;
}

/** An event as API Gateway's HTTP API (format 2.0) sends it: the path is decoded. */
export const eventOf = (request: TestRequest): APIGatewayProxyEventV2 => {
  const { method = 'GET', query = '', headers = {}, isBase64Encoded = false } = request;
  const path = decodeURIComponent(request.path);
  const body = request.rawBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.test',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
      time: '01/Jan/2027:09:00:00 +0000',
      timeEpoch: Date.UTC(2027, 0, 1, 9),
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  };
};

/** Status, headers and the JSON that an answer carries. */
export const read = (answer: APIGatewayProxyStructuredResultV2) => ({
  status: answer.statusCode,
  headers: answer.headers ?? {},
  json: answer.body === undefined ? undefined : (JSON.parse(answer.body) as unknown),
});

/** The statuses that the OpenAPI document names for a route. */
const documentedStatuses = (route: Route): string[] => {
  const { paths } = openApiOf([route], API_INFO) as { paths: Record<string, Record<string, { responses: object }>> };
  return Object.values(paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ responses }) => Object.keys(responses)),
  );
};

/** What the OpenAPI document says wrongly of an answer; undefined when it is right. */
function wrongIn(route: Route, { status, headers }: ReturnType<typeof read>): string | undefined {
  if (!documentedStatuses(route).includes(String(status))) return `${status}, which its document does not name`;
  const hasAddress = headers?.location !== undefined;
  if (status === 201 && hasAddress === (route.hasNoAddress ?? false))
    return '201 with or without Location, unlike its document';
  return undefined;
}

/** Calls routes as somebody with this role. Throws at an answer that is not as the OpenAPI document says. */
export const callerOf = (world: Parameters<typeof apiIn>[0], routes: Route[], role: Role = 'sender') => {
  const api = apiIn(world, routes, { authenticate: async () => ({ keyId: '1', role }) });
  const match = createMatcher(routes);
  return async (method: string, path: string, body?: unknown, query = '', headers: Record<string, string> = {}) => {
    const answer = read(await api(eventOf({ method, path, query, body, headers })));
    const found = match(method, decodeURIComponent(path));
    const wrong = found.kind === 'found' ? wrongIn(found.route, answer) : undefined;
    if (wrong !== undefined) throw new Error(`${method} ${path} answered ${wrong}`);
    return answer;
  };
};
