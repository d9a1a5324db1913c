import { createAccess } from '../core/access/access.ts';
import { createIdempotency } from '../core/access/idempotency.ts';
import { adoptApiKey } from '../core/access/manage-api-keys.ts';
import { reconcile } from '../core/reconcile.ts';
import { handleToken } from '../core/sending/handle-token.ts';
import { sendingSettings } from '../core/sending/settings.ts';
import { startOccurrence } from '../core/tasks/start-run.ts';
import { tasksUsing } from '../core/tasks/task-store.ts';
import { changePlan } from '../core/warm-up/change-plan.ts';
import { readWarmUp } from '../core/warm-up/warm-up-view.ts';
import { accessRoutes } from '../lambdas/access/handler.ts';
import { audienceRoutes } from '../lambdas/audience/handler.ts';
import { referencesOf, sendingPortsOf, startPortsOf } from '../lambdas/compose.ts';
import { contentRoutes } from '../lambdas/content/handler.ts';
import { domainRoutes } from '../lambdas/domains/handler.ts';
import { createApi } from '../lambdas/http.ts';
import { API_INFO, openApiOf } from '../lambdas/openapi.ts';
import type { Route } from '../lambdas/route.ts';
import { taskRoutes } from '../lambdas/tasks/handler.ts';
import type { BuildProduct, ProductPorts } from './product.ts';

/** The quota day of this machine is that of UTC. */
const QUOTA_DAY_OFFSET_MINUTES = 0;

/** Wires the functions of the stack to this machine: the same handlers and use cases, in one process. */
export const buildProduct: BuildProduct = async (ports) => {
  const settings = sendingSettings(ports.settings.sendRate, QUOTA_DAY_OFFSET_MINUTES);
  const sending = sendingPortsOf(ports, ports.mailer, settings);
  const starting = startPortsOf(ports);
  const access = createAccess(ports);
  await adoptApiKey(ports, ports.settings.apiKey, { name: 'local', role: 'admin' });

  const common = {
    ...ports,
    tasksUsing: (reference: Parameters<typeof tasksUsing>[1]) => tasksUsing(ports.tables, reference),
    quotaDayOffsetMinutes: QUOTA_DAY_OFFSET_MINUTES,
    rateGate: sending.rateGate,
    snapshots: sending.snapshots,
    references: referencesOf(ports),
    readWarmUp: (domain: string) => readWarmUp(ports.tables, domain, ports.clock.now(), QUOTA_DAY_OFFSET_MINUTES),
    changePlan: (domain: string, change: Parameters<typeof changePlan>[2]) =>
      changePlan({ ...ports, settings }, domain, change),
  };
  return {
    api: apiOf(common, access, ports),
    onToken: (token, context) =>
      handleToken(
        token,
        {
          owner: ports.random.id(),
          get deadline() {
            return context.deadline;
          },
        },
        sending,
      ),
    onStart: (message) => startOccurrence(message, starting),
    reconcile: () => reconcile({ ...ports, settings }),
  };
};

type RoutePorts = Parameters<typeof taskRoutes>[0] &
  Parameters<typeof domainRoutes>[0] &
  Parameters<typeof audienceRoutes>[0] &
  Parameters<typeof contentRoutes>[0];

function apiOf(routePorts: RoutePorts, access: ReturnType<typeof createAccess>, ports: ProductPorts) {
  const routes: Route[] = [
    ...taskRoutes(routePorts),
    ...domainRoutes(routePorts),
    ...audienceRoutes(routePorts),
    ...contentRoutes(routePorts),
  ];
  const openApi = openApiOf([...routes, ...accessRoutes({ ...ports, access, openApi: {} })], API_INFO);
  return createApi({
    routes: [...routes, ...accessRoutes({ ...ports, access, openApi })],
    access,
    idempotency: createIdempotency(ports),
    clock: ports.clock,
    log: ports.log,
  });
}
