import { sortable } from './clock.ts';
import type { Key } from './tables.ts';

/** Every key of the five tables, once. Numbers in sort keys are padded, so that their order is that of the numbers. */

const padded = (n: number | string, width: number): string => String(n).padStart(width, '0');

/** Campaigns: tasks, runs, segments. */
export const TASKS = 'TASKS';
export const taskKey = (taskId: string): Key => ({ pk: TASKS, sk: padded(taskId, 16) });
/** Tasks that their user deleted, until their runs are removed. */
export const DELETED_TASKS = 'DELETED_TASKS';
export const deletedTaskKey = (taskId: string): Key => ({ pk: DELETED_TASKS, sk: padded(taskId, 16) });
export const runsOfTask = (taskId: string): string => `TASK#${taskId}`;
/** The task that a run is of. */
export const taskOfRun = (runId: string): string => runId.slice(0, runId.lastIndexOf('-'));
export const runKey = (runId: string): Key => ({
  pk: runsOfTask(taskOfRun(runId)),
  sk: `RUN#${runId.slice(runId.lastIndexOf('-') + 1)}`,
});
export const segmentsOfRun = (runId: string): string => `RUN#${runId}`;
export const segmentKey = (runId: string, serial: number): Key => ({
  pk: segmentsOfRun(runId),
  sk: `SEGMENT#${padded(serial, 8)}`,
});

/** What mail events say of a run; each recorder adds to one of its rows. */
export const statisticsOfRun = (runId: string): string => `STATISTICS#R#${runId}`;
export const runStatisticsKey = (runId: string, shard: number): Key => ({
  pk: statisticsOfRun(runId),
  sk: `COUNT#${padded(shard, 4)}`,
});
/** The links of a run that readers followed, by their numbers: no two recorders make the same one. */
export const RUN_LINKS = 'LINK#';
export const runLinkKey = (runId: string, number: number): Key => ({
  pk: statisticsOfRun(runId),
  sk: `${RUN_LINKS}${padded(number, 3)}`,
});

/** What happened to a task, by time; each kind of event once at an instant. */
export const eventsOf = (taskId: string): string => `EVENTS#${taskId}`;
export const taskEventKey = (taskId: string, at: number, kind: string): Key => ({
  pk: eventsOf(taskId),
  sk: `${sortable(at)}#${kind}`,
});

/** The snapshots in the object store, by the instant since which nobody has needed them. */
export const SNAPSHOTS = 'SNAPSHOTS';
export const snapshotKey = (since: number, runId: string, name: string): Key => ({
  pk: SNAPSHOTS,
  sk: `${padded(since, 15)}#${runId}#${name}`,
});

/** Index `work` of Campaigns: runs and tasks that the reconciler looks at. */
export const WORK_RUNS = 'RUNS';
export const WORK_TASKS = 'TASKS';

/** WarmUp: domains, quota rows, the send-rate row. */
const DOMAINS = 'DOMAINS';
export const domainKey = (domain: string): Key => ({ pk: DOMAINS, sk: domain });
/** Every domain once more, by time. */
export const DOMAIN_LISTING = 'DOMAIN_LISTING';
export const domainListingKey = (at: number, domain: string): Key => ({
  pk: DOMAIN_LISTING,
  sk: `${sortable(at)}#${domain}`,
});
/** Domains that were deleted: their statistics stay. */
export const DELETED_DOMAINS = 'DELETED_DOMAINS';
export const deletedDomainKey = (domain: string): Key => ({ pk: DELETED_DOMAINS, sk: domain });
export const quotaDaysOf = (domain: string): string => `QUOTA#${domain}`;
export const quotaKey = (domain: string, day: string): Key => ({ pk: quotaDaysOf(domain), sk: day });
/** What the reputation of a domain changed, by the quota day whose mails were the cause; each name once a day. */
export const reputationChangesOf = (domain: string): string => `REPUTATION#${domain}`;
export const reputationChangeKey = (domain: string, day: string, name: string): Key => ({
  pk: reputationChangesOf(domain),
  sk: `${day}#${name}`,
});
/** What the DNS was seen to hold for a domain. */
export const dnsSeenKey = (domain: string): Key => ({ pk: 'DNS', sk: domain });
export const rateKey: Key = { pk: 'RATE', sk: 'ACCOUNT' };

/** Audience: lists, members, exclusions and their logs. */
export const LISTS = 'LISTS';
export const listKey = (listId: string): Key => ({ pk: LISTS, sk: padded(listId, 16) });
export const DELETED_LISTS = 'DELETED_LISTS';
export const deletedListKey = (listId: string): Key => ({ pk: DELETED_LISTS, sk: padded(listId, 16) });
/**
 * Members and suppressions are spread over partitions by the beginning of the address hash, their sort key:
 * suppressions by its first digit, members as `audience/spread.ts` says.
 */
export const countsOf = (listId: string): string => `LIST#${listId}`;
export const countKey = (listId: string, digit: string, share = 0): Key => ({
  pk: countsOf(listId),
  sk: share === 0 ? `COUNT#${digit}` : `COUNT#${digit}#${share}`,
});
export const membersOf = (listId: string, partition: string): string => `LIST#${listId}#${partition}`;
/** `members`: the partition key of `membersOf`. */
export const memberKey = (members: string, hash: string): Key => ({ pk: members, sk: hash });
export const suppressedIn = (scope: string, digit: string): string => `SUPPRESSED#${scope}#${digit}`;
export const suppressionKey = (scope: string, hash: string): Key => ({
  pk: suppressedIn(scope, hash.slice(0, 1)),
  sk: hash,
});
/** Every suppression once more, by time; and the domains that ever had an unsubscribe. */
export const SUPPRESSIONS = 'SUPPRESSIONS';
export const suppressionListingKey = (at: number, scope: string, hash: string): Key => ({
  pk: SUPPRESSIONS,
  sk: `${sortable(at)}#${hash}#${scope}`,
});
export const SUPPRESSION_DOMAINS = 'SUPPRESSION_DOMAINS';
export const suppressionDomainKey = (domain: string): Key => ({ pk: SUPPRESSION_DOMAINS, sk: domain });
/** The imports of a list; and, in one partition for all lists, those that are not at their end. */
export const importsOf = (listId: string): string => `IMPORTS#${listId}`;
export const importKey = (listId: string, importId: string): Key => ({
  pk: importsOf(listId),
  sk: padded(importId, 16),
});
export const OPEN_IMPORTS = 'OPEN_IMPORTS';
export const openImportsOf = (listId: string): string => `${padded(listId, 16)}#`;
export const openImportKey = (listId: string, importId: string): Key => ({
  pk: OPEN_IMPORTS,
  sk: `${openImportsOf(listId)}${padded(importId, 16)}`,
});
/** The log of exclusions of a scope, by time. */
export const exclusionsOf = (scope: string): string => `EXCLUSIONS#${scope}`;
export const exclusionsFrom = (at: number): string => sortable(at);
export const exclusionKey = (scope: string, at: number, id: string): Key => ({
  pk: exclusionsOf(scope),
  sk: `${exclusionsFrom(at)}#${id}`,
});

/** Content: templates, senders, API keys, webhooks, idempotency records, keys of the links to unsubscribe. */
export const TEMPLATES = 'TEMPLATES';
export const templateKey = (templateId: string): Key => ({ pk: TEMPLATES, sk: padded(templateId, 16) });
const SENDERS = 'SENDERS';
export const senderKey = (address: string): Key => ({ pk: SENDERS, sk: address });
/** Every sender once more, by time. */
export const SENDER_LISTING = 'SENDER_LISTING';
export const senderListingKey = (at: number, address: string): Key => ({
  pk: SENDER_LISTING,
  sk: `${sortable(at)}#${address}`,
});
/** Passwords by which senders hand in mail by SMTP. */
const SMTP_PASSWORDS = 'SMTP_PASSWORDS';
export const smtpPasswordKey = (address: string): Key => ({ pk: SMTP_PASSWORDS, sk: address });
export const UNSUBSCRIBE_OPTIONS = 'UNSUBSCRIBE_OPTIONS';
export const unsubscribeOptionKey = (address: string): Key => ({ pk: UNSUBSCRIBE_OPTIONS, sk: address });
export const API_KEYS = 'API_KEYS';
export const apiKeyKey = (keyId: string): Key => ({ pk: API_KEYS, sk: padded(keyId, 16) });
/** Browsers that are signed in, by the hash of their secret. */
export const SESSIONS = 'SESSIONS';
export const sessionKey = (hash: string): Key => ({ pk: SESSIONS, sk: hash });
/** `hash`: of the code; every code is a partition of its own. */
export const signInCodeKey = (hash: string): Key => ({ pk: `CODE#${hash}`, sk: 'CODE' });
/** Keys that sign links to unsubscribe, one for each period of 90 days. */
export const UNSUBSCRIBE_KEYS = 'UNSUBSCRIBE_KEYS';
export const unsubscribeKeyKey = (period: number): Key => ({ pk: UNSUBSCRIBE_KEYS, sk: padded(period, 5) });
export const WEBHOOKS = 'WEBHOOKS';
export const webhookKey = (webhookId: string): Key => ({ pk: WEBHOOKS, sk: padded(webhookId, 16) });
/** What was sent to a webhook, by the time of the event. */
export const deliveriesOf = (webhookId: string): string => `DELIVERIES#${webhookId}`;
export const deliveriesFrom = (at: number): string => sortable(at);
export const deliveryKey = (webhookId: string, deliveryId: string): Key => ({
  pk: deliveriesOf(webhookId),
  sk: deliveryId,
});
/** Index `work` of Content: pending deliveries by the instant of their next attempt, in a few partitions. */
export const workDeliveries = (shard: number): string => `DELIVERIES#${shard}`;
export const workDeliveriesFrom = (at: number): string => sortable(at);
/** `digest` names API key, path and Idempotency-Key; every record is a partition of its own. */
export const idempotencyKey = (digest: string): Key => ({ pk: `IDEMPOTENCY#${digest}`, sk: 'RECORD' });
/** A partition for each API key: its calls in the span that begins at `from`. */
export const callsKey = (keyId: string, from: number): Key => ({ pk: `CALLS#${keyId}`, sk: sortable(from) });
/** The last quota day on which the key was used. */
export const keySeenKey = (keyId: string): Key => ({ pk: `CALLS#${keyId}`, sk: 'SEEN' });

/** Mail: evidence from mail events, one item per recipient and run. */
export const mailsOfSegment = (runId: string, serial: number): string => `MAIL#${runId}#${serial}`;
/** `index` is not padded: a segment's items are read by key, or all at once. */
export const mailKey = (runId: string, serial: number, index: number): Key => ({
  pk: mailsOfSegment(runId, serial),
  sk: String(index),
});
/** A mail that belongs to no run, e.g. a test. */
export const otherMailKey = (mailId: string): Key => ({ pk: `MAIL#${mailId}`, sk: '0' });
/** Single mails to an address, by the time of their hand-over; `hash` is that of the address. */
export const emailsTo = (hash: string): string => `EMAILS#${hash}`;
export const emailsToFrom = (at: number): string => sortable(at);
export const emailToKey = (hash: string, at: number, mailId: string): Key => ({
  pk: emailsTo(hash),
  sk: `${emailsToFrom(at)}#${mailId}`,
});
/** What mail events say of a domain, by quota day; each recorder adds to one of a day's rows. */
export const statisticsOf = (domain: string): string => `STATISTICS#${domain}`;
export const statisticsKey = (domain: string, day: string, shard: number): Key => ({
  pk: statisticsOf(domain),
  sk: `${day}#${shard}`,
});
/** The same of its mail outside of runs. */
export const otherStatisticsOf = (domain: string): string => `STATISTICS#${domain}#OTHER`;
export const otherStatisticsKey = (domain: string, day: string, shard: number): Key => ({
  pk: otherStatisticsOf(domain),
  sk: `${day}#${shard}`,
});
/** Transient bounces of an address in a row. */
export const softBounceKey = (hash: string): Key => ({ pk: `SOFT_BOUNCES#${hash}`, sk: 'COUNT' });
/** Exports that are not over yet or whose files are still kept, and the marks of the unfinished ones. */
export const EXPORTS = 'EXPORTS';
export const exportRowKey = (exportId: string): Key => ({ pk: EXPORTS, sk: exportId });
export const OPEN_EXPORTS = 'OPEN_EXPORTS';
export const openExportKey = (exportId: string): Key => ({ pk: OPEN_EXPORTS, sk: exportId });
