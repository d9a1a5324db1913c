import { TASK_EVENTS } from '../../core/runs/events.ts';
import { MAIL_EVENTS, TEST_EVENT } from '../../core/webhooks/events.ts';
import type { JsonObject } from './openapi-schemas.ts';

/** When each event is sent. */
const EVENT_NOTES: Readonly<Record<string, string>> = {
  'task.started': 'A run began: its recipients are frozen. Once for each run.',
  'task.paused': 'A run or a task is held; `data.reason` says by what, and `data.resumesAt` until when.',
  'task.resumed': 'A run or a task that was held goes on.',
  'task.error': 'A run cannot go on until somebody does something; `data.reason` says what is wrong.',
  'task.finished': 'Every recipient of a run has an outcome. Once for each run.',
  'mail.delivered': "The recipient's mail server took a mail.",
  'mail.delayed': "The recipient's mail server put a mail off.",
  'mail.bounced': 'A mail came back; `data.bounce` says why.',
  'mail.complained': 'A recipient called a mail spam.',
  'mail.rejected': 'SES refused a mail after all.',
  'mail.opened': 'A mail was opened.',
  'mail.clicked': 'A link of a mail was clicked.',
  'mail.unsubscribed': 'A recipient unsubscribed by a link of a mail.',
  [TEST_EVENT]: 'A user tests a webhook.',
};

const text = (description: string): JsonObject => ({ type: 'string', description });
const textOrNull = (description: string): JsonObject => ({ type: ['string', 'null'], description });

const taskData: JsonObject = {
  type: 'object',
  required: ['taskId', 'runId', 'reason', 'resumesAt', 'counts'],
  properties: {
    taskId: text('The task.'),
    runId: textOrNull('The run; null for a task that has none yet.'),
    reason: textOrNull('Why it is held, or cannot go on.'),
    resumesAt: { type: ['string', 'null'], format: 'date-time', description: 'When it goes on by itself.' },
    counts: {
      type: 'object',
      description: 'The counts of the run, as in a task.',
      additionalProperties: { type: 'integer' },
    },
  },
};

const mailData: JsonObject = {
  type: 'object',
  required: ['mailId', 'taskId', 'runId', 'domain', 'email', 'bounce'],
  properties: {
    mailId: text('The mail, for `GET /v1/emails/{mailId}`.'),
    taskId: textOrNull('The task; null for a transactional mail.'),
    runId: textOrNull('The run; null for a transactional mail.'),
    domain: { ...text('The sending domain.'), format: 'hostname' },
    email: { ...text('The address of the recipient.'), format: 'email' },
    bounce: { type: ['object', 'null'], description: 'With `mail.bounced`: `kind`, `status` and `isSpam`.' },
  },
};

const testData: JsonObject = {
  type: 'object',
  required: ['webhookId'],
  properties: { webhookId: text('The webhook.') },
};

/** Bodies of the requests to webhooks. */
export const eventSchemas = (): Record<string, JsonObject> => ({
  TaskEvent: eventSchema('A change of a task or a run.', TASK_EVENTS, taskData),
  MailEvent: eventSchema('What a mail server or a reader did with a mail.', MAIL_EVENTS, mailData),
  TestEvent: eventSchema('A test, which a user asked for.', [TEST_EVENT], testData),
});

const eventSchema = (description: string, names: readonly string[], data: JsonObject): JsonObject => ({
  type: 'object',
  description,
  required: ['type', 'timestamp', 'data'],
  properties: {
    type: { type: 'string', enum: names, description: 'The name of the event.' },
    timestamp: { type: 'string', format: 'date-time' },
    data: { ...data, description: 'Ids and facts.' },
  },
});

const HEADERS = [
  ['webhook-id', 'Names the event: the same for every attempt, so that a receiver can drop repetitions.'],
  ['webhook-timestamp', 'When the request was made, in seconds since 1970.'],
  ['webhook-signature', 'One or several signatures by the secret, as Standard Webhooks has them.'],
].map(([name, description]) => ({ name, in: 'header', required: true, description, schema: { type: 'string' } }));

/** What webhooks receive, as the document's `webhooks`. */
export const eventOperations = (): JsonObject =>
  Object.fromEntries([...TASK_EVENTS, ...MAIL_EVENTS, TEST_EVENT].map((name) => [name, { post: operationOf(name) }]));

function operationOf(name: string): JsonObject {
  const schema = name.startsWith('task.') ? 'TaskEvent' : name === TEST_EVENT ? 'TestEvent' : 'MailEvent';
  return {
    operationId: `on${name.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: EVENT_NOTES[name],
    tags: ['Webhooks'],
    security: [],
    parameters: HEADERS,
    requestBody: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } },
    responses: {
      '2XX': { description: 'Received. Any other answer, or none within 10 seconds, is tried again for three days.' },
      410: { description: 'The webhook wants no such event again: it is not tried again.' },
    },
  };
}
