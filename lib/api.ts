import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { type AccessEnv, accessEnv } from '../lambdas/access/env.ts';
import { type AudienceEnv, audienceEnv } from '../lambdas/audience/env.ts';
import { type ContentEnv, contentEnv } from '../lambdas/content/env.ts';
import { type DomainsEnv, domainsEnv } from '../lambdas/domains/env.ts';
import { type InsightEnv, insightEnv } from '../lambdas/insight/env.ts';
import { type PublicEnv, publicEnv } from '../lambdas/public/env.ts';
import { type TasksEnv, tasksEnv } from '../lambdas/tasks/env.ts';
import type { HttpApi } from './http-api.ts';
import { NodeLambda } from './node-lambda.ts';
import { environmentOf, type Resources } from './resources.ts';

/** The gateway gives up after 30 s; a function that ends before can still answer. */
const TIMEOUT = Duration.seconds(29);

export interface ApiProps {
  readonly api: HttpApi;
  readonly resources: Resources;
}

/** One function per capability of the API, each with just the rights of its capability. */
export class Api extends Construct {
  constructor(scope: Construct, id: string, { api, resources }: ApiProps) {
    super(scope, id);
    const shape = { timeout: TIMEOUT, memorySize: 1024, resources };
    const tasks = new NodeLambda(this, 'Tasks', {
      ...shape,
      // A full CPU: a dry run reads a list of a million within a request.
      memorySize: 1769,
      name: 'tasks',
      description: 'Tasks, their runs and recipients, test sends, transactional mails, and the account.',
      environment: environmentOf(tasksEnv, resources) satisfies TasksEnv,
    });
    const domains = new NodeLambda(this, 'Domains', {
      ...shape,
      name: 'domains',
      description: 'Sending domains, their warm-up, and senders.',
      environment: environmentOf(domainsEnv, resources) satisfies DomainsEnv,
    });
    const audience = new NodeLambda(this, 'Audience', {
      ...shape,
      name: 'audience',
      description: 'Lists, their recipients, and who is not mailed.',
      environment: environmentOf(audienceEnv, resources) satisfies AudienceEnv,
    });
    const content = new NodeLambda(this, 'Content', {
      ...shape,
      name: 'content',
      description: 'Templates.',
      environment: environmentOf(contentEnv, resources) satisfies ContentEnv,
    });
    const access = new NodeLambda(this, 'Access', {
      ...shape,
      name: 'access',
      description: 'API keys, webhooks, health, the OpenAPI document, and every path that does not exist.',
      environment: environmentOf(accessEnv, resources) satisfies AccessEnv,
    });
    const insight = new NodeLambda(this, 'Insight', {
      ...shape,
      name: 'insight',
      description: 'The state of single mails, what is known of a person, statistics, and exports.',
      environment: environmentOf(insightEnv, resources) satisfies InsightEnv,
    });
    const pages = new NodeLambda(this, 'Public', {
      ...shape,
      name: 'public',
      description: 'The page on which a reader unsubscribes.',
      environment: environmentOf(publicEnv, resources) satisfies PublicEnv,
    });
    api.route('Tasks', tasks, ['/v1/tasks', '/v1/overview', '/v1/test-sends', '/v1/account']);
    api.route('Domains', domains, ['/v1/domains', '/v1/senders', '/v1/test-recipients']);
    api.route('Audience', audience, ['/v1/lists', '/v1/suppressions', '/v1/erasures']);
    api.route('Content', content, ['/v1/templates']);
    // Mails go out by the function that may send.
    api.routeCall('Emails', tasks, { method: HttpMethod.POST, path: '/v1/emails' });
    api.route('Submissions', tasks, ['/v1/submissions']);
    // It reads lists, runs and the limits of SES, as a dry run does.
    api.routeCall('Forecast', tasks, { method: HttpMethod.POST, path: '/v1/domains/{domain}/forecast' });
    api.route('Insight', insight, ['/v1/emails', '/v1/people', '/v1/statistics', '/v1/exports']);
    api.routePages('Public', pages, '/u');
    api.routeTheRest('Access', access);
  }
}
