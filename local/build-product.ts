import type { SQSRecord } from 'aws-lambda';
import { StreamingCsvReader } from '../adapters/csv/reader.ts';
import { htmlToText } from '../adapters/html/html-to-text.ts';
import { addressesInField } from '../adapters/mime/addresses.ts';
import { parseSesEvents } from '../adapters/ses/events.ts';
import { createAccess } from '../core/access/access.ts';
import { adoptApiKey, adoptSigningKey } from '../core/access/manage-api-keys.ts';
import { runImport } from '../core/audience/import/run-import.ts';
import { DAY } from '../core/clock.ts';
import { runExport } from '../core/exports/run-export.ts';
import type { Queue, UnsubscribeMessage } from '../core/queue.ts';
import { NO_LIMITS } from '../core/rate/account.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import { reconcile } from '../core/reconcile.ts';
import { logging } from '../core/runs/event-log.ts';
import { handleToken } from '../core/sending/handle-token.ts';
import { RUN_RETENTION_DAYS } from '../core/tasks/forget-runs.ts';
import { startOccurrence } from '../core/tasks/start-run.ts';
import { UNSUBSCRIBE_PATH } from '../core/unsubscribe/links.ts';
import { handleNotice } from '../core/webhooks/deliver.ts';
import { createPublish } from '../core/webhooks/notice.ts';
import examples from '../docs/examples.json' with { type: 'json' };
import { accessRoutesIn } from '../lambdas/compose/access.ts';
import { apiIn } from '../lambdas/compose/api.ts';
import { audienceRoutesIn } from '../lambdas/compose/audience.ts';
import { contentRoutesIn } from '../lambdas/compose/content.ts';
import { domainRoutesIn } from '../lambdas/compose/domains.ts';
import { exportPortsIn } from '../lambdas/compose/exporter.ts';
import { importPortsIn } from '../lambdas/compose/importer.ts';
import { insightRoutesIn } from '../lambdas/compose/insight.ts';
import { publicPagesIn } from '../lambdas/compose/public.ts';
import { rateGateIn } from '../lambdas/compose/rate-gate.ts';
import { recorderPortsIn } from '../lambdas/compose/recorder.ts';
import { sendingPortsIn } from '../lambdas/compose/sender.ts';
import { startPortsIn } from '../lambdas/compose/starter.ts';
import { submissionDeskPortsIn } from '../lambdas/compose/submission.ts';
import { taskRoutesIn } from '../lambdas/compose/tasks.ts';
import { tencentIn } from '../lambdas/compose/tencent.ts';
import type { World } from '../lambdas/compose/world.ts';
import { API_INFO, type Examples, openApiOf } from '../lambdas/http/openapi.ts';
import { localCookie } from '../lambdas/http/session-cookie.ts';
import { parseImportMessages, parseNotice } from '../lambdas/queues/messages.ts';
import { createHandler as createRecorder } from '../lambdas/recorder/handler.ts';
import manifest from '../package.json' with { type: 'json' };
import { coreDesk } from '../submission/core-desk.ts';
import { LOCAL_SIGNING_KEY } from './home.ts';
import type { BuildProduct, InvocationContext, ProductPorts } from './product.ts';

/** On one machine the quota day is that of UTC. */
const QUOTA_DAY_OFFSET_MINUTES = 0;
/** Fifty years: a session is not to end because its clock travels. */
const SESSION_LASTS = 50 * 365 * DAY;
/** Five times those of the stack: the more members are stored at once, the more share a page of the database. */
const CHUNK_LIMITS = { rows: 50_000, characters: 16 * 1024 * 1024 };

/** The functions of the stack in one process, in the world of this machine. */
export const buildProduct: BuildProduct = async (ports) => {
  const { onImport, transactionalMailer, wallClock, hasInbox, settings, ...outside } = ports;
  const base = {
    ...outside,
    publish: logging(outside, createPublish(outside)),
    csv: new StreamingCsvReader(),
    htmlToText,
    addressesInField,
    account: NO_LIMITS,
    runRetentionDays: RUN_RETENTION_DAYS,
    settings: sendingSettings(settings.sendRate, QUOTA_DAY_OFFSET_MINUTES),
    publicUrl: settings.apiUrl,
    credentialMaster: async () => settings.credentialMaster,
    sessionCookie: localCookie(new URL(settings.apiUrl).port),
  };
  const recorder = createRecorder(recorderPortsIn(base, { simulatorCounts: true }), parseSesEvents, base.log);
  const world: World = { ...base, rateGate: rateGateIn(base), eventQueue: queueTo(recorder) };
  const access = createAccess(world);
  const { keyId } = await adoptApiKey(world, settings.apiKey, { name: 'local', role: 'admin' });
  await adoptSigningKey(world, { keyId: LOCAL_SIGNING_KEY, name: 'local, signing', role: 'admin' });
  const parts = {
    access,
    product: productIn(world, hasInbox),
    sessionLimits: { once: SESSION_LASTS, most: SESSION_LASTS },
    standingCode: { code: settings.signInCode, keyId },
  };
  const api = apiIn(world, routesIn(world, transactionalMailer, parts), access);
  const tencent = tencentIn(
    { ...world, credentialMaster: base.credentialMaster },
    { access, wallClock, transactionalMailer },
  );
  const pages = publicPagesIn(world);
  const sending = sendingPortsIn(world);
  const starting = startPortsIn(world);
  const exporting = exportPortsIn(world);
  const importing = { ...importPortsIn(world), onProgress: onImport, chunkLimits: CHUNK_LIMITS };
  const invocationIn = (context: InvocationContext) => ({
    owner: world.random.id(),
    // Read again each time: a request to stop brings it nearer.
    get deadline() {
      return context.deadline;
    },
  });
  return {
    api: (event) => (event.rawPath.startsWith(UNSUBSCRIBE_PATH) ? pages(event) : api(event)),
    submission: coreDesk(submissionDeskPortsIn(world, { mailer: transactionalMailer, access })),
    tencent,
    onToken: (token, context) => handleToken(token, invocationIn(context), sending),
    onStart: (message) => startOccurrence(message, starting),
    onImport: async (message, context) => {
      for (const named of parseImportMessages(JSON.stringify(message))) {
        await runImport(named, invocationIn(context), importing);
      }
    },
    onExport: (message, context) => runExport(message, invocationIn(context), exporting),
    onMailEvents: recorder,
    onNotice: (message) => handleNotice(parseNotice(JSON.stringify(message)), world),
    reconcile: () => reconcile(world),
  };
};

const productIn = ({ settings }: World, hasInbox: boolean) => ({
  version: manifest.version,
  stack: null,
  region: null,
  local: true,
  quotaDayOffsetMinutes: settings.quotaDayOffsetMinutes,
  sendRate: settings.rate,
  features: ['clock', ...(hasInbox ? ['inbox'] : [])],
});

/** On one machine an unsubscribe is counted before the reader gets the answer. */
const queueTo = (recorder: ReturnType<typeof createRecorder>): Queue<UnsubscribeMessage> => ({
  async send(message) {
    const record = { messageId: message.unsubscribed.mailId, body: JSON.stringify(message) } as SQSRecord;
    const { batchItemFailures } = await recorder({ Records: [record] });
    if (batchItemFailures.length > 0) throw new Error('the recorder could not record an unsubscribe');
  },
});

/** All calls of the API, which on AWS are spread over a function for each capability. */
function routesIn(
  world: World,
  transactionalMailer: ProductPorts['transactionalMailer'],
  parts: Omit<Parameters<typeof accessRoutesIn>[1], 'openApi'>,
) {
  const openApi = {};
  const routes = [
    ...domainRoutesIn(world),
    ...contentRoutesIn(world),
    ...audienceRoutesIn(world),
    ...insightRoutesIn(world),
    ...taskRoutesIn(world, transactionalMailer),
    ...accessRoutesIn(world, { ...parts, openApi }),
  ];
  Object.assign(openApi, openApiOf(routes, API_INFO, examples as Examples));
  return routes;
}
