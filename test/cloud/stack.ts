import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the stack says of its functions, queues and routes: read from the template that would be deployed. */

const ROOT = path.join(import.meta.dirname, '..', '..');

export interface StackQueue {
  visibilitySeconds: number;
  maxReceives: number;
}

export interface StackFunction {
  timeoutSeconds: number;
  memoryMb: number;
  /** Whether a function that reaches itself over its queue is stopped after 16 rounds. */
  detectsLoops: boolean;
}

export interface StackSource {
  queue: string;
  function: string;
  batchSize: number;
  windowSeconds: number;
  maxConcurrency: number;
}

export interface StackThrottle {
  perSecond: number;
  burst: number;
}

export interface StackFigures {
  /** Write units a second for which a table is made, where the stack says so. */
  warmWrites: Partial<Record<string, number>>;
  /** By the name of their construct: `Send`, `Events`. */
  queues: Record<string, StackQueue>;
  /** By the name of their folder: `sender`. */
  functions: Record<string, StackFunction>;
  sources: StackSource[];
  /** Of the whole API, and of its single routes. */
  throttle: StackThrottle;
  routeThrottles: Record<string, StackThrottle>;
  /** Whether the configuration set publishes an event: `SEND`, `DELIVERY`. */
  publishes: string[];
  settings: { sendRate: number };
}

type Properties = Record<string, unknown>;
interface Resource {
  Type: string;
  Properties?: Properties;
}

/** Synthesizes the stack with some settings (without their prefix), and reads it. Bundles nothing. */
export async function synthesizeStack(settings: Record<string, string | number>): Promise<StackFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mailramp-cloud-'));
  try {
    const { context } = JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8'));
    const own = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`mailramp:${name}`, value]));
    await synthesize(folder, JSON.stringify({ ...context, ...own, 'aws:cdk:bundling-stacks': [] }));
    return readFigures(JSON.parse(readFileSync(path.join(folder, 'Mailramp.template.json'), 'utf8')).Resources);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function synthesize(folder: string, context: string): Promise<void> {
  const child = spawn(process.execPath, [path.join(ROOT, 'bin', 'mailramp.ts')], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: context },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the stack is not synthesized: ${code}`)),
    );
  });
}

/** Functions by the beginning of their logical ids, which come from their constructs. */
const FUNCTIONS: Record<string, string> = {
  SendingSender: 'sender',
  StartingStarter: 'starter',
  ImportingImporter: 'importer',
  MailEventsRecorder: 'recorder',
  NotifyingNotifier: 'notifier',
  ReconciliationReconciler: 'reconciler',
  ApiTasks: 'tasks',
  ApiAudience: 'audience',
  ApiPublic: 'public',
};

/** What a template says. */
export function readFigures(resources: Record<string, Resource>): StackFigures {
  const ofType = (type: string): [string, Properties][] =>
    Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) => (Type === type ? [[id, Properties]] : []));
  const functionOf = (id: string): string | undefined =>
    Object.entries(FUNCTIONS).find(([construct]) => id.startsWith(construct))?.[1];
  const queueOf = (id: string): string | undefined => /^Queues([A-Za-z]+?)[0-9A-F]{8}$/.exec(id)?.[1];
  const [stage] = ofType('AWS::ApiGatewayV2::Stage').map(([, properties]) => properties);
  const environment = ofType('AWS::Lambda::Function').find(([id]) => functionOf(id) === 'sender')?.[1].Environment;
  return {
    warmWrites: Object.fromEntries(
      ofType('AWS::DynamoDB::GlobalTable').flatMap(([id, { WarmThroughput }]) => {
        const warm = WarmThroughput as { WriteUnitsPerSecond: number } | undefined;
        return warm ? [[/^Tables([A-Za-z]+?)[0-9A-F]{8}$/.exec(id)?.[1], warm.WriteUnitsPerSecond]] : [];
      }),
    ),
    queues: Object.fromEntries(
      ofType('AWS::SQS::Queue').flatMap(([id, { VisibilityTimeout, RedrivePolicy }]) => {
        const name = queueOf(id);
        const redrive = RedrivePolicy as { maxReceiveCount: number } | undefined;
        if (name === undefined || redrive === undefined) return [];
        return [[name, { visibilitySeconds: Number(VisibilityTimeout), maxReceives: redrive.maxReceiveCount }]];
      }),
    ),
    functions: Object.fromEntries(
      ofType('AWS::Lambda::Function').flatMap(([id, { Timeout, MemorySize, RecursiveLoop }]) => {
        const name = functionOf(id);
        const figures = { timeoutSeconds: Number(Timeout), memoryMb: Number(MemorySize) };
        return name === undefined ? [] : [[name, { ...figures, detectsLoops: RecursiveLoop !== 'Allow' }]];
      }),
    ),
    sources: ofType('AWS::Lambda::EventSourceMapping').map(([, properties]) => {
      const { EventSourceArn, FunctionName, BatchSize, MaximumBatchingWindowInSeconds, ScalingConfig } = properties;
      const [queueId = ''] = (EventSourceArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
      const scaling = ScalingConfig as { MaximumConcurrency?: number } | undefined;
      return {
        queue: queueOf(queueId) ?? queueId,
        function: functionOf((FunctionName as { Ref: string }).Ref) ?? '',
        batchSize: Number(BatchSize ?? 10),
        windowSeconds: Number(MaximumBatchingWindowInSeconds ?? 0),
        maxConcurrency: scaling?.MaximumConcurrency ?? 1_000,
      };
    }),
    throttle: throttleOf(stage?.DefaultRouteSettings),
    routeThrottles: Object.fromEntries(
      Object.entries((stage?.RouteSettings as Record<string, unknown> | undefined) ?? {}).map(([route, settings]) => [
        route,
        throttleOf(settings),
      ]),
    ),
    publishes: ofType('AWS::SES::ConfigurationSetEventDestination').flatMap(([, { EventDestination }]) =>
      ((EventDestination as { MatchingEventTypes?: string[] }).MatchingEventTypes ?? []).map((type) =>
        type.toUpperCase(),
      ),
    ),
    settings: {
      sendRate: Number((environment as { Variables?: { SEND_RATE?: string } } | undefined)?.Variables?.SEND_RATE),
    },
  };
}

const throttleOf = (settings: unknown): StackThrottle => {
  const { ThrottlingRateLimit, ThrottlingBurstLimit } = (settings ?? {}) as Record<string, number | undefined>;
  return { perSecond: ThrottlingRateLimit ?? 10_000, burst: ThrottlingBurstLimit ?? 5_000 };
};
