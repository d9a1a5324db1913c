import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ImportProgress } from '../core/audience/import/run-import.ts';
import type { Clock, Instant } from '../core/clock.ts';
import type { Mailer } from '../core/mail/mailer.ts';
import type { ExportMessage, RunToken, StartMessage } from '../core/queue.ts';
import type { World } from '../lambdas/compose/world.ts';
import type { Desk } from '../submission/desk.ts';

/** An invocation's knowledge of its own end, as in Lambda. */
export interface InvocationContext {
  /**
   * When the invocation is over. Read it before every window instead of once: it moves to the present when the
   * machine is asked to stop, so that a long send ends between two windows.
   */
  readonly deadline: Instant;
}

/** The product as a machine sees it: the functions of the stack, each with the event that starts it. */
export interface Product {
  api(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  /** Calls of programs written for Tencent Cloud. */
  tencent(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  /** Checks a run. A throw makes the token visible again. */
  onToken(token: RunToken, context: InvocationContext): Promise<void>;
  /** Takes in messages of programs, which they hand in by SMTP. */
  submission: Desk;
  /** Starts an occurrence of a task. A throw makes the message visible again. */
  onStart(message: StartMessage, context: InvocationContext): Promise<void>;
  /**
   * Processes the imports that a message names, whether the message is an importer's or S3's notification of an upload.
   */
  onImport(message: unknown, context: InvocationContext): Promise<void>;
  /** Works on an export. A throw makes the message visible again. */
  onExport(message: ExportMessage, context: InvocationContext): Promise<void>;
  /** Delivers to webhooks. A throw makes the message visible again. */
  onNotice(message: unknown): Promise<void>;
  /** Records mail events, as the recorder's queue hands them over. */
  onMailEvents(event: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse>;
  /** Sends tokens to all that needs one. `nextAt`: the first instant at which it would find more to do, if any. */
  reconcile(): Promise<{ nextAt: Instant | null }>;
}

/** The outside world of the product, as this machine offers it, and the settings that belong to this machine. */
export interface ProductPorts
  extends Omit<
    World,
    | 'csv'
    | 'htmlToText'
    | 'addressesInField'
    | 'account'
    | 'eventQueue'
    | 'publish'
    | 'rateGate'
    | 'sendingPools'
    | 'settings'
    | 'publicUrl'
    | 'credentialMaster'
  > {
  /** Called with the progress of imports. */
  onImport(progress: ImportProgress): void;
  /** The same as the mailer, in a lane of its own for single mails. */
  transactionalMailer: Mailer;
  /** The machine's own clock: the product's may have travelled. */
  wallClock: Pick<Clock, 'now'>;
  /** Whether mail goes to the inbox of this machine, and not to a relay. */
  hasInbox: boolean;
  settings: {
    /** The admin key of this machine, in clear. It has to work from the first request on. */
    apiKey: string;
    /** From which the secrets of signing keys are derived. */
    credentialMaster: string;
    /** Signs a browser in as that key, any number of times, for as long as this process runs. */
    signInCode: string;
    /** Where the API is reached, for links in mails. */
    apiUrl: string;
    /** Mails a second over the whole account. */
    sendRate: number;
  };
}

/** Wires the product to its ports. Called once, before anything is served. */
export type BuildProduct = (ports: ProductPorts) => Promise<Product>;
