import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { SECOND } from '../../core/clock.ts';
import type { Dice } from '../simulation/dice.ts';
import { Bucket } from './bucket.ts';
import type { Lambda } from './lambda.ts';
import { draw, type Latency } from './latency.ts';
import { NO_CHAIN } from './sqs.ts';
import type { StackFigures } from './stack.ts';
import type { Timeline } from './timeline.ts';

const OVERHEAD: Latency = { medianMs: 12, sigma: 0.4 };
const TIMEOUT_MS = 30 * SECOND;

/** Functions by the beginning of the path, and the route under which the stack may throttle it by itself. */
const ROUTES = [
  { prefix: '/u/', function: 'public', route: 'ANY /u/{token}' },
  { prefix: '/v1/lists', function: 'audience', route: 'ANY /v1/lists' },
  { prefix: '/v1/suppressions', function: 'audience', route: 'ANY /v1/suppressions' },
];

/** What a caller of the API gets. */
export interface Answer {
  status: number;
  body?: string | undefined;
  headers?: APIGatewayProxyStructuredResultV2['headers'];
  ms: number;
}

/** The HTTPS API: throttles, invokes, and answers by itself where there is nobody to invoke. */
export class Gateway {
  readonly #timeline: Timeline;
  readonly #dice: Dice;
  readonly #lambda: Lambda;
  readonly #throttle: Bucket;
  readonly #ofRoutes: Map<string, Bucket>;
  #serial = 0;

  constructor(
    timeline: Timeline,
    dice: Dice,
    lambda: Lambda,
    { throttle, routeThrottles }: Pick<StackFigures, 'throttle' | 'routeThrottles'>,
  ) {
    this.#timeline = timeline;
    this.#dice = dice;
    this.#lambda = lambda;
    const bucketOf = ({ perSecond, burst }: { perSecond: number; burst: number }) =>
      new Bucket(perSecond, burst / perSecond);
    this.#throttle = bucketOf(throttle);
    this.#ofRoutes = new Map(Object.entries(routeThrottles).map(([route, limits]) => [route, bucketOf(limits)]));
  }

  request(method: string, path: string, { body, key }: { body?: unknown; key?: string }): Promise<Answer> {
    const route = ROUTES.find(({ prefix }) => path.startsWith(prefix));
    if (!route) throw new Error(`no route for ${path}`);
    const startedAt = this.#timeline.now();
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const answer = (status: number, from: APIGatewayProxyStructuredResultV2 = {}) => {
      const ms = this.#timeline.now() - startedAt;
      resolve({ status, body: from.body, headers: from.headers, ms });
    };
    const bucket = this.#ofRoutes.get(route.route) ?? this.#throttle;
    if (!bucket.has(1, startedAt)) {
      answer(429);
      return promise;
    }
    bucket.take(1);
    this.#serial += 1;
    const event = eventOf(method, path, body, key, `call-${this.#serial}`);
    this.#timeline.after(draw(OVERHEAD, this.#dice), () => {
      const isTaken = this.#lambda.invoke(route.function, event, NO_CHAIN, (ending) => {
        if (ending.kind !== 'done') return answer(500);
        const given = ending.answer as APIGatewayProxyStructuredResultV2;
        answer(given.statusCode ?? 200, given);
      });
      if (!isTaken) answer(503);
    });
    this.#timeline.after(TIMEOUT_MS, () => answer(503));
    return promise;
  }
}

function eventOf(
  method: string,
  path: string,
  body: unknown,
  key: string | undefined,
  requestId: string,
): APIGatewayProxyEventV2 {
  const event = {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
    requestContext: { requestId, http: { method, path, sourceIp: '192.0.2.1' } },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return event as unknown as APIGatewayProxyEventV2;
}
