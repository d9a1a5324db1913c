import type { Access } from '../../core/access/access.ts';
import { accessRoutes } from '../access/routes.ts';
import { webhookRoutes } from '../access/webhooks.ts';
import type { Route } from '../http/route.ts';
import type { Part } from './world.ts';

/** `openApi`: the OpenAPI document of the whole API. */
interface AccessParts {
  access: Pick<Access, 'forget'>;
  openApi: object;
}

/** Calls about API keys and webhooks, and those that need no key. */
export const accessRoutesIn = (
  world: Part<'clock' | 'random' | 'tables' | 'receivers' | 'noticeQueue'>,
  { access, openApi }: AccessParts,
): Route[] => [...accessRoutes({ ...world, access, openApi }), ...webhookRoutes(world)];
