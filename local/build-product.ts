import type { SQSRecord } from 'aws-lambda';
import { StreamingCsvReader } from '../adapters/csv/reader.ts';
import { htmlToText } from '../adapters/html/html-to-text.ts';
import { parseSesEvents } from '../adapters/ses/events.ts';
import { createAccess } from '../core/access/access.ts';
import { createIdempotency } from '../core/access/idempotency.ts';
import { adoptApiKey } from '../core/access/manage-api-keys.ts';
import { runImport } from '../core/audience/import/run-import.ts';
import { createSnapshotReader } from '../core/audience/snapshot-store.ts';
import { changePlan } from '../core/domains/change-plan.ts';
import { readWarmUp } from '../core/domains/warm-up-view.ts';
import { SegmentDays } from '../core/insight/segment-days.ts';
import type { Queue, UnsubscribeMessage } from '../core/queue.ts';
import { NO_LIMITS } from '../core/rate/account.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import { reconcile } from '../core/reconcile.ts';
import { handleToken } from '../core/sending/handle-token.ts';
import { wakeRunsOfList } from '../core/tasks/nudge-tasks.ts';
import { createReferences } from '../core/tasks/references.ts';
import { startOccurrence } from '../core/tasks/start-run.ts';
import { type TaskReference, tasksUsing } from '../core/tasks/task-store.ts';
import { LinkKeys } from '../core/unsubscribe/link-keys.ts';
import { createUnsubscribeLinks, UNSUBSCRIBE_PATH } from '../core/unsubscribe/links.ts';
import { handleNotice } from '../core/webhooks/deliver.ts';
import type { Publish } from '../core/webhooks/events.ts';
import { createPublish } from '../core/webhooks/notice.ts';
import { createPublishMails } from '../core/webhooks/publish-mails.ts';
import { accessRoutes } from '../lambdas/access/routes.ts';
import { webhookRoutes } from '../lambdas/access/webhooks.ts';
import { audienceRoutes } from '../lambdas/audience/routes.ts';
import { sendingPortsOf, startPortsOf } from '../lambdas/compose.ts';
import { contentRoutes } from '../lambdas/content/routes.ts';
import { domainRoutes } from '../lambdas/domains/routes.ts';
import { createApi } from '../lambdas/http/api.ts';
import { API_INFO, openApiOf } from '../lambdas/http/openapi.ts';
import { insightRoutes } from '../lambdas/insight/routes.ts';
import { createPages } from '../lambdas/public/handler.ts';
import { parseImportMessages, parseNotice } from '../lambdas/queues/messages.ts';
import { createHandler as createRecorder } from '../lambdas/recorder/handler.ts';
import { accountRoutes } from '../lambdas/tasks/account.ts';
import { emailRoutes } from '../lambdas/tasks/emails.ts';
import { taskRoutes } from '../lambdas/tasks/routes.ts';
import { testSendRoutes } from '../lambdas/tasks/test-send.ts';
import type { BuildProduct, InvocationContext, ProductPorts } from './product.ts';

/** On one machine the quota day is that of UTC. */
const QUOTA_DAY_OFFSET_MINUTES = 0;

/** The functions of the stack in one process, on the ports of this machine. */
export const buildProduct: BuildProduct = async (outside) => {
  const ports = { ...outside, publish: createPublish(outside) };
  const { clock, tables, random, log, mailer } = ports;
  const settings = sendingSettings(ports.settings.sendRate, QUOTA_DAY_OFFSET_MINUTES);
  const publicUrl = ports.settings.apiUrl;
  const { identity } = ports;
  const sending = sendingPortsOf(ports, { mailer, settings, publicUrl, htmlToText, account: NO_LIMITS, identity });
  const starting = startPortsOf(ports);
  const importing = {
    ...ports,
    csv: new StreamingCsvReader(),
    onProgress: ports.onImport,
    wakeRuns: (listId: string) => wakeRunsOfList(ports, listId),
  };
  const invocationIn = (context: InvocationContext) => ({
    owner: random.id(),
    // Read anew each time: it comes nearer when the machine is asked to stop.
    get deadline() {
      return context.deadline;
    },
  });
  const access = createAccess({ tables, clock });
  const api = createApi({
    routes: routesOf(ports, { sending, access }),
    access,
    idempotency: createIdempotency({ tables, clock, random, log }),
    clock,
    log,
  });
  const recorder = createRecorder(
    {
      ...ports,
      settings,
      segmentDays: new SegmentDays(tables),
      simulatorCounts: true,
      publishMails: createPublishMails(ports),
    },
    parseSesEvents,
    log,
  );
  const pages = createPages({ ...ports, keys: new LinkKeys(ports), eventQueue: queueTo(recorder) });
  await adoptApiKey({ tables, clock }, ports.settings.apiKey, { name: 'local', role: 'admin' });
  return {
    api: (event) => (event.rawPath.startsWith(UNSUBSCRIBE_PATH) ? pages(event) : api(event)),
    onToken: (token, context) => handleToken(token, invocationIn(context), sending),
    onStart: (message) => startOccurrence(message, starting),
    onImport: async (message, context) => {
      for (const named of parseImportMessages(JSON.stringify(message))) {
        await runImport(named, invocationIn(context), importing);
      }
    },
    onMailEvents: recorder,
    onNotice: (message) => handleNotice(parseNotice(JSON.stringify(message)), ports),
    reconcile: () => reconcile({ ...ports, settings }),
  };
};

/** On one machine an unsubscribe is counted before the reader has his answer. */
const queueTo = (recorder: ReturnType<typeof createRecorder>): Queue<UnsubscribeMessage> => ({
  async send(message) {
    const record = { messageId: message.unsubscribed.mailId, body: JSON.stringify(message) } as SQSRecord;
    const { batchItemFailures } = await recorder({ Records: [record] });
    if (batchItemFailures.length > 0) throw new Error('the recorder could not record an unsubscribe');
  },
});

interface Shared {
  sending: ReturnType<typeof sendingPortsOf>;
  access: ReturnType<typeof createAccess>;
}

/** All calls of the API, which on AWS are spread over a function for each capability. */
function routesOf(ports: ProductPorts & { publish: Publish }, { sending, access }: Shared) {
  const { tables, clock } = ports;
  const { rateGate, settings } = sending;
  const shared = {
    ...ports,
    settings,
    rateGate,
    publicUrl: ports.settings.apiUrl,
    htmlToText,
    quotaDayOffsetMinutes: QUOTA_DAY_OFFSET_MINUTES,
    tasksUsing: (reference: TaskReference) => tasksUsing(tables, reference),
  };
  const tasks = { ...shared, references: createReferences(tables, ports.objects), account: NO_LIMITS };
  const routes = [
    ...domainRoutes({
      ...shared,
      readWarmUp: (domain) => readWarmUp(tables, domain, clock.now(), QUOTA_DAY_OFFSET_MINUTES),
      changePlan: (domain, change) => changePlan(shared, domain, change),
    }),
    ...contentRoutes(shared),
    ...accountRoutes(tasks),
    ...audienceRoutes({ ...shared, unsubscribeLinks: createUnsubscribeLinks(shared, shared.publicUrl) }),
    ...testSendRoutes(shared),
    ...emailRoutes({ ...shared, mailer: ports.singleMailer }),
    ...webhookRoutes(shared),
    ...insightRoutes({ ...shared, snapshots: createSnapshotReader(ports.objects) }),
    ...taskRoutes({
      ...tasks,
      snapshots: createSnapshotReader(ports.objects),
    }),
  ];
  const openApi = {};
  const own = accessRoutes({ ...shared, access, openApi });
  Object.assign(openApi, openApiOf([...routes, ...own], API_INFO));
  return [...routes, ...own];
}
