import { MAX_API_KEYS } from '../core/access/api-key-store.ts';
import { MAX_IDEMPOTENCY_KEY_LENGTH } from '../core/access/idempotency.ts';
import { MAX_SESSIONS_OF_KEY } from '../core/access/session.ts';
import { MAX_RECIPIENT_DATA_BYTES, MAX_RECIPIENTS_PER_CALL } from '../core/audience/add-recipients.ts';
import { MAX_ADDRESS_BYTES } from '../core/audience/address.ts';
import { MAX_IMPORT_BYTES } from '../core/audience/import/import.ts';
import { MAX_OPEN_IMPORTS } from '../core/audience/import/import-store.ts';
import { MAX_LISTS } from '../core/audience/list-choice.ts';
import { MAX_LIST_MEMBERS } from '../core/audience/list-store.ts';
import { DAY } from '../core/clock.ts';
import { MAX_OPEN_EXPORTS } from '../core/exports/create-export.ts';
import { MAX_EXPORT_ROWS } from '../core/exports/export.ts';
import {
  MAIL_KEPT,
  MAX_ATTACHMENTS,
  MAX_ATTACHMENTS_BYTES,
  MAX_MAIL_BYTES,
  MAX_SUBJECT_BYTES,
  MAX_TEMPLATE_BYTES,
  MAX_TEMPLATE_DATA_BYTES,
  MB,
} from '../core/mail/limits.ts';
import { MAX_NAME_LENGTH } from '../core/names.ts';
import { MAX_INTERVAL_HOURS } from '../core/tasks/task.ts';
import { MAX_TEST_ADDRESSES } from '../core/transactional/test-send.ts';
import { MAX_STEPS } from '../core/warm-up/plans.ts';
import { MAX_WEBHOOKS } from '../core/webhooks/webhook-store.ts';

const number = (value: number): string => value.toLocaleString('en-US');
const megabytes = (bytes: number): string => `${number(bytes / MB)} MB`;
const kilobytes = (bytes: number): string => `${number(bytes / 1024)} KB`;

const LIMITS: [what: string, limit: string][] = [
  ['a mail, as MIME with its attachments', megabytes(MAX_MAIL_BYTES)],
  ['attachments of a mail', `${MAX_ATTACHMENTS}, ${megabytes(MAX_ATTACHMENTS_BYTES)} together`],
  ['a subject', `${MAX_SUBJECT_BYTES} bytes`],
  ['a template, with all its parts', kilobytes(MAX_TEMPLATE_BYTES)],
  ['`templateData`, as JSON', kilobytes(MAX_TEMPLATE_DATA_BYTES)],
  ['recipients of a list', number(MAX_LIST_MEMBERS)],
  [
    'lists that a task mails, and lists that it leaves out',
    `${MAX_LISTS} each, ${number(MAX_LIST_MEMBERS)} members together`,
  ],
  ['recipients a call; more by import', number(MAX_RECIPIENTS_PER_CALL)],
  ['an uploaded file', `${number(MAX_IMPORT_BYTES / 1_000_000_000)} GB`],
  ['imports of a list that are open at a time', String(MAX_OPEN_IMPORTS)],
  ['rows of an export', number(MAX_EXPORT_ROWS)],
  ['exports that are unfinished at a time', String(MAX_OPEN_EXPORTS)],
  ['data of a recipient, as JSON', `${MAX_RECIPIENT_DATA_BYTES} bytes`],
  ['an address', `${MAX_ADDRESS_BYTES} bytes`],
  ['names of tasks, lists and templates', `${MAX_NAME_LENGTH} characters`],
  ['`intervalHours`', `1 to ${number(MAX_INTERVAL_HOURS)}`],
  ['steps of a custom warm-up plan', `1 to ${MAX_STEPS}`],
  ['addresses of a test send', `1 to ${MAX_TEST_ADDRESSES}`],
  ['an `Idempotency-Key`', `1 to ${MAX_IDEMPOTENCY_KEY_LENGTH} characters, kept 24 hours`],
  ['API keys', number(MAX_API_KEYS)],
  ['Sessions of an API key', `${number(MAX_SESSIONS_OF_KEY)}; a further sign-in ends the oldest`],
  ['webhooks', String(MAX_WEBHOOKS)],
  ['records of mails are kept', `${MAIL_KEPT / DAY} days`],
];

/** docs/limits.md, as the code has the limits. */
export const limitsPage = (): Record<string, string> => ({
  'docs/limits.md': [
    '# Limits',
    '',
    'Everything that can grow has a limit. A call beyond one is refused as a whole, and its answer names the limit.',
    'This page is made from the code (`npm run docs`).',
    '',
    '| what | limit |',
    '| --- | --- |',
    ...LIMITS.map(([what, limit]) => `| ${what} | ${limit} |`),
    '',
    'The size of requests, pages of lists and the rate of calls are in [the API](api.md).',
    '',
    'A recipient of a list is found by their whole address (`?email=`), not by its beginning: recipients are kept by a hash of the address, and a search by letters would read the whole list, or cost each recipient one more row.',
    '',
  ].join('\n'),
});
