import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { parseSesEvents } from '../../adapters/ses/events.ts';
import { apiIn } from '../../lambdas/compose/api.ts';
import { audienceRoutesIn } from '../../lambdas/compose/audience.ts';
import { importPortsIn } from '../../lambdas/compose/importer.ts';
import { publicPagesIn } from '../../lambdas/compose/public.ts';
import { rateGateIn } from '../../lambdas/compose/rate-gate.ts';
import { recorderPortsIn } from '../../lambdas/compose/recorder.ts';
import { sendingPortsIn } from '../../lambdas/compose/sender.ts';
import { startPortsIn } from '../../lambdas/compose/starter.ts';
import { ANSWER_WITHIN, deadlineOf } from '../../lambdas/deadline.ts';
import type { Api } from '../../lambdas/http/api.ts';
import { apiEntry } from '../../lambdas/http/entry.ts';
import { createHandler as createImporter } from '../../lambdas/importer/handler.ts';
import { createHandler as createNotifier } from '../../lambdas/notifier/handler.ts';
import { createHandler as createReconciler } from '../../lambdas/reconciler/handler.ts';
import { createHandler as createRecorder } from '../../lambdas/recorder/handler.ts';
import { createHandler as createSender } from '../../lambdas/sender/handler.ts';
import { createHandler as createStarter } from '../../lambdas/starter/handler.ts';
import type { Container, Handler } from './lambda.ts';
import type { Services } from './services.ts';
import { worldOf } from './world.ts';

/** To parse an event of SES. */
const EVENT_CPU_MS = 0.05;
/** Of a request that the API answers, without its calls, and for each of the recipients in it. */
const REQUEST_CPU_MS = 3;
const RECIPIENT_CPU_MS = 0.01;
const RECIPIENT_BYTES = 40;

type World = ReturnType<typeof worldOf>;

const queueHandler = (handle: (event: SQSEvent, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>) =>
  ((event, context) => handle(event as SQSEvent, context)) satisfies Handler;

const httpHandler = (api: Api, container: Container): Handler => {
  const handle = apiEntry(api);
  return async (event, context) => {
    const { body = '' } = event as APIGatewayProxyEventV2;
    await container.compute(REQUEST_CPU_MS + (body.length / RECIPIENT_BYTES) * RECIPIENT_CPU_MS);
    return handle(event as APIGatewayProxyEventV2, context as Context);
  };
};

/** The functions of the stack that the scenarios use, each made as its `index.ts` makes it. */
const HANDLERS: Record<string, (world: World, container: Container) => Handler> = {
  sender: (world) => queueHandler(createSender(sendingPortsIn({ ...world, rateGate: rateGateIn(world) }), world.log)),
  starter: (world) => queueHandler(createStarter(startPortsIn(world), world.log)),
  importer: (world) => queueHandler(createImporter(importPortsIn(world), world.log)),
  recorder: (world, container) => {
    const parse: typeof parseSesEvents = (body) => {
      container.spend(EVENT_CPU_MS);
      return parseSesEvents(body);
    };
    return queueHandler(createRecorder(recorderPortsIn(world, { simulatorCounts: false }), parse, world.log));
  },
  notifier: (world) => queueHandler(createNotifier(world)),
  reconciler: (world) => createReconciler(world, world.log),
  audience: (world, container) => httpHandler(apiIn(world, audienceRoutesIn(world)), container),
  public: (world, container) => httpHandler(publicPagesIn(world), container),
};

export const FUNCTION_NAMES = Object.keys(HANDLERS);

/** Functions with somebody who waits for the answer. */
const ANSWERING = new Set(['audience', 'public']);

/** What a new container does first: it wires its function, as `following` does it. */
export const handlerIn =
  (services: Services, name: string) =>
  (container: Container): Handler => {
    const make = HANDLERS[name];
    if (!make) throw new Error(`no function ${name}`);
    const world = worldOf(services, container, () => container.chain);
    const handle = make(world, container);
    const mostMs = ANSWERING.has(name) ? ANSWER_WITHIN : undefined;
    return (event, context) => {
      const deadline = deadlineOf(world.clock.now(), context.getRemainingTimeInMillis(), mostMs);
      return world.deadlines.within({ deadline }, () => handle(event, context));
    };
  };
