import type { Access } from '../../core/access/access.ts';
import { createCallLimit } from '../../core/access/call-limit.ts';
import type { SessionPorts } from '../../core/access/session.ts';
import { accessRoutes } from '../access/routes.ts';
import { type ProductFacts, sessionRoutes } from '../access/sessions.ts';
import { webhookRoutes } from '../access/webhooks.ts';
import type { Route } from '../http/route.ts';
import type { Part } from './world.ts';

type AccessWorld = Part<
  | 'clock'
  | 'random'
  | 'log'
  | 'tables'
  | 'receivers'
  | 'noticeQueue'
  | 'publicUrl'
  | 'callsPerSecond'
  | 'sessionCookie'
  | 'credentialMaster'
>;

/** `openApi`: the OpenAPI document of the whole API. */
interface AccessParts extends Pick<SessionPorts, 'sessionLimits' | 'standingCode'> {
  access: Pick<Access, 'forget'>;
  openApi: object;
  product: ProductFacts;
}

/** Calls about API keys, sessions and webhooks, and those that need no key. */
export const accessRoutesIn = (world: AccessWorld, { openApi, ...parts }: AccessParts): Route[] => [
  ...accessRoutes({ ...world, access: parts.access, openApi }),
  ...sessionRoutes({ ...world, ...parts, callLimit: createCallLimit(world) }),
  ...webhookRoutes(world),
];
