import type { Key } from './tables.ts';

/** Every key of the five tables, once. Numbers in sort keys are padded, so that their order is that of the numbers. */

const padded = (n: number | string, width: number): string => String(n).padStart(width, '0');

/** Campaigns: tasks, runs, segments. */
export const TASKS = 'TASKS';
export const taskKey = (taskId: string): Key => ({ pk: TASKS, sk: padded(taskId, 16) });
export const runsOfTask = (taskId: string): string => `TASK#${taskId}`;
export const runKey = (runId: string): Key => ({
  pk: runsOfTask(runId.slice(0, runId.lastIndexOf('-'))),
  sk: `RUN#${runId.slice(runId.lastIndexOf('-') + 1)}`,
});
export const segmentsOfRun = (runId: string): string => `RUN#${runId}`;
export const segmentKey = (runId: string, serial: number): Key => ({
  pk: segmentsOfRun(runId),
  sk: `SEGMENT#${padded(serial, 8)}`,
});

/** Index `work` of Campaigns: runs and tasks that the reconciler looks at. */
export const WORK_RUNS = 'RUNS';
export const WORK_TASKS = 'TASKS';

/** WarmUp: domains, quota rows, the send-rate row. */
export const DOMAINS = 'DOMAINS';
export const domainKey = (domain: string): Key => ({ pk: DOMAINS, sk: domain });
export const quotaDaysOf = (domain: string): string => `QUOTA#${domain}`;
export const quotaKey = (domain: string, day: string): Key => ({ pk: quotaDaysOf(domain), sk: day });
export const rateKey: Key = { pk: 'RATE', sk: 'ACCOUNT' };

/** Audience: lists, members, exclusions and their logs. */
export const LISTS = 'LISTS';
export const listKey = (listId: string): Key => ({ pk: LISTS, sk: padded(listId, 16) });

/** Content: templates, senders, API keys, idempotency records. */
export const TEMPLATES = 'TEMPLATES';
export const templateKey = (templateId: string): Key => ({ pk: TEMPLATES, sk: padded(templateId, 16) });
export const SENDERS = 'SENDERS';
export const senderKey = (address: string): Key => ({ pk: SENDERS, sk: address });
export const API_KEYS = 'API_KEYS';

/** Mail: evidence from mail events, one item per recipient and run. */
export const mailsOfSegment = (runId: string, serial: number): string => `MAIL#${runId}#${serial}`;
