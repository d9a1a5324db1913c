import type { Exclusions, SnapshotReader } from '../audience/snapshot.ts';
import type { Clock, Instant } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Mailer, OutgoingMail } from '../mail/mailer.ts';
import type { Queue, RunToken, StartMessage } from '../queue.ts';
import type { Random } from '../random.ts';
import type { RateGate } from '../rate/rate.ts';
import type { SendingSettings } from '../rate/settings.ts';
import type { Publish } from '../runs/events.ts';
import type { KnownNeeds } from '../runs/need.ts';
import type { Run } from '../runs/run.ts';
import type { Schedules } from '../schedules.ts';
import type { Tables, Write } from '../tables.ts';

/** Turns a recipient into its mail. A recipient whose mail cannot be rendered fails alone. */
export type RenderMail = (
  recipient: { email: string; data: Record<string, unknown> | null },
  mailId: string,
) => { ok: true; mail: OutgoingMail } | { ok: false; reason: string };

/** The frozen content of runs. */
export interface Contents {
  load(run: Run): Promise<RenderMail>;
}

/** The changes of the task when its run ends, written in the same transaction. */
export type EndTask = (run: Run, now: Instant) => Promise<{ writes: Write[]; startNext: StartMessage | null }>;

export interface SendingPorts {
  clock: Clock;
  random: Random;
  log: Log;
  tables: Tables;
  sendQueue: Queue<RunToken>;
  startQueue: Queue<StartMessage>;
  schedules: Schedules;
  mailer: Mailer;
  snapshots: SnapshotReader;
  exclusions: Exclusions;
  contents: Contents;
  endTask: EndTask;
  rateGate: RateGate;
  knownNeeds: KnownNeeds;
  /** Publishes changes of a run to webhooks. @default no events are published */
  publish?: Publish;
  settings: SendingSettings;
}

/** One invocation of the sender. */
export interface Invocation {
  /** A new random id: the owner of every segment that this invocation claims. */
  owner: string;
  /** When the platform kills the invocation. */
  deadline: Instant;
}
