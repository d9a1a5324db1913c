import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Instant } from '../../core/clock.ts';
import { Problem } from '../../core/problems.ts';
import { leadToConsole } from '../http/lead-to-console.ts';
import { problemResponse } from '../http/problem-response.ts';
import { isTencentCall, type TencentApi } from './handler.ts';

/** All that arrives at the address without a path: calls of programs, and people who look for the console. */
export const addressWithoutPath =
  (api: TencentApi, now: () => Instant): TencentApi =>
  async (event) =>
    isTencentCall(event) ? await api(event) : elsewhere(event, now());

function elsewhere(event: APIGatewayProxyEventV2, now: Instant): APIGatewayProxyStructuredResultV2 {
  const { http, requestId } = event.requestContext;
  const console = http.method === 'GET' || http.method === 'HEAD' ? leadToConsole(event) : null;
  if (console !== null) return console;
  return problemResponse(new Problem('not-found', `${http.method} / is no call of this API`), requestId, now);
}
