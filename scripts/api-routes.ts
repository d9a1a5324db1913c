import examples from '../docs/examples.json' with { type: 'json' };
import { accessRoutes } from '../lambdas/access/routes.ts';
import { sessionRoutes } from '../lambdas/access/sessions.ts';
import { webhookRoutes } from '../lambdas/access/webhooks.ts';
import { audienceRoutes } from '../lambdas/audience/routes.ts';
import { contentRoutes } from '../lambdas/content/routes.ts';
import { domainRoutes } from '../lambdas/domains/routes.ts';
import { API_INFO, type Examples, openApiOf } from '../lambdas/http/openapi.ts';
import type { Route } from '../lambdas/http/route.ts';
import { insightRoutes } from '../lambdas/insight/routes.ts';
import { accountRoutes } from '../lambdas/tasks/account.ts';
import { emailRoutes } from '../lambdas/tasks/emails.ts';
import { overviewRoutes } from '../lambdas/tasks/overview.ts';
import { taskRoutes } from '../lambdas/tasks/routes.ts';
import { senderTestRoutes } from '../lambdas/tasks/sender-test.ts';
import { submissionRoutes } from '../lambdas/tasks/submissions.ts';
import { testSendRoutes } from '../lambdas/tasks/test-send.ts';

/** Routes only touch their ports when they are called, and to be described they are not. */
const NO_PORTS = {} as never;

/** Every call of the API. */
const apiRoutes = (): Route[] => [
  ...accessRoutes(NO_PORTS),
  ...audienceRoutes(NO_PORTS),
  ...contentRoutes(NO_PORTS),
  ...domainRoutes(NO_PORTS),
  ...insightRoutes(NO_PORTS),
  ...taskRoutes(NO_PORTS),
  ...accountRoutes(NO_PORTS),
  ...overviewRoutes(NO_PORTS),
  ...testSendRoutes(NO_PORTS),
  ...emailRoutes(NO_PORTS),
  ...submissionRoutes(NO_PORTS),
  ...senderTestRoutes(NO_PORTS),
  ...sessionRoutes(NO_PORTS),
  ...webhookRoutes(NO_PORTS),
];

/** The OpenAPI document of the complete API, as it is served. */
export const apiDocument = (shown: Examples = examples as Examples) => openApiOf(apiRoutes(), API_INFO, shown);
