import type { CsvReader } from '../../core/audience/import/csv.ts';
import type { Clock } from '../../core/clock.ts';
import type { Dns } from '../../core/domains/dns.ts';
import type { Identities } from '../../core/domains/identities.ts';
import type { Log } from '../../core/log.ts';
import type { AddressesInField } from '../../core/mail/addresses-in-field.ts';
import type { Composer } from '../../core/mail/composer.ts';
import type { HtmlToText } from '../../core/mail/html-to-text.ts';
import type { Mailer } from '../../core/mail/mailer.ts';
import type { ObjectLinks, ObjectParts, Objects } from '../../core/objects.ts';
import type {
  ExportMessage,
  ImportMessage,
  Queue,
  RunToken,
  StartMessage,
  UnsubscribeMessage,
} from '../../core/queue.ts';
import type { Random } from '../../core/random.ts';
import type { Account } from '../../core/rate/account.ts';
import type { RateGate } from '../../core/rate/rate.ts';
import type { SendingSettings } from '../../core/rate/settings.ts';
import type { TablesIdentity } from '../../core/rate/stack-hold.ts';
import type { Publish } from '../../core/runs/events.ts';
import type { Schedules } from '../../core/schedules.ts';
import type { Concurrency } from '../../core/self-test/concurrency.ts';
import type { Tables } from '../../core/tables.ts';
import type { Notice } from '../../core/webhooks/notice.ts';
import type { Receivers } from '../../core/webhooks/receivers.ts';
import type { SessionCookie } from '../http/session-cookie.ts';

/**
 * Everything outside of the product. The files beside this one make each capability of a part of it; they are the only
 * place where that is done, for the functions on AWS, one machine, tests, simulation and benches.
 */
export interface World {
  clock: Clock;
  random: Random;
  log: Log;
  tables: Tables;
  /** Says which tables these are. */
  identity: TablesIdentity;
  objects: Objects;
  /** The same objects, written part by part. */
  parts: ObjectParts;
  links: ObjectLinks;
  csv: CsvReader;
  sendQueue: Queue<RunToken>;
  startQueue: Queue<StartMessage>;
  importQueue: Queue<ImportMessage>;
  exportQueue: Queue<ExportMessage>;
  noticeQueue: Queue<Notice>;
  eventQueue: Queue<UnsubscribeMessage>;
  schedules: Schedules;
  identities: Identities;
  dns: Dns;
  /** Servers that webhooks go to. */
  receivers: Receivers;
  composer: Composer;
  htmlToText: HtmlToText;
  addressesInField: AddressesInField;
  mailer: Mailer;
  /** Hands mails over with the rights of the function that sends campaigns. @default everything has the same rights */
  senderMailer?: Mailer;
  /** The limits of the account that sends. */
  account: Account;
  /** How many functions may run at once. @default as many as like */
  concurrency?: Concurrency;
  /** The text from which the secrets of keys of kind `tencent` are derived. @default there are no such keys */
  credentialMaster?: () => Promise<string>;
  /** The send rate, shared by all that send in one process; made by `rateGateIn`. */
  rateGate: RateGate;
  settings: SendingSettings;
  /** The cookie of those who signed in. @default that of a product on a host of its own */
  sessionCookie?: SessionCookie;
  /** Most calls of an API key a second; 0 for any number. @default 0 */
  callsPerSecond?: number;
  /** Where the product is reached, without a slash at the end. */
  publicUrl: string;
  /** Days after its end for which a run's recipients are remembered; 0 for ever. @default 0 */
  runRetentionDays?: number;
  /** Pools of dedicated addresses that a domain may name. @default any: a mail server of one's own has none */
  sendingPools?: readonly string[];
  /** Publishes changes of tasks to webhooks. @default no events are published */
  publish?: Publish;
}

/** The part of the world that a capability needs. */
export type Part<Names extends keyof World> = Pick<World, Names>;
