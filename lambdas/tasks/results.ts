import * as z from 'zod';
import { type Clock, isoOrNull } from '../../core/clock.ts';
import { MAX_LINK_LENGTH, MAX_LINKS, readRunLinks } from '../../core/insight/run-links.ts';
import { HOURS } from '../../core/insight/run-statistics.ts';
import type { Tables } from '../../core/tables.ts';
import { MAX_REASONS } from '../../core/tasks/count-reasons.ts';
import { readRunStatistics } from '../../core/tasks/run-statistics.ts';
import { readShownTask } from '../../core/tasks/shown-task.ts';
import { causeAnswer } from '../http/cause-answer.ts';
import { ratesAnswer } from '../http/rates-answer.ts';
import { type Route, route } from '../http/route.ts';
import { chosenRun } from './chosen-run.ts';
import { resultsQuery, taskParams } from './schemas.ts';
import { count, instant } from './views.ts';

export const runStatisticsAnswer = z
  .strictObject({
    runId: z.string().nullable().describe('The run that it is of; null before the first one.'),
    isCounted: z
      .boolean()
      .describe(
        'False for a run that an earlier version started, or whose first mail is more than 400 days ago: what its readers did is not counted by run, and the counts after `accepted` are only what came since.',
      ),
    counts: z.strictObject({
      requested: count.describe('Recipients of the run.'),
      accepted: count.describe('Recipients with the outcome `sent`.'),
      delivered: count,
      opened: count,
      clicked: count,
      bounced: count,
      complained: count,
      unsubscribed: count,
    }),
    rates: ratesAnswer.describe('1 at most; all null where `isCounted` is false.'),
    firstAt: instant.nullable().describe('When the first mails were claimed; null before the first mail event.'),
    hours: z
      .array(
        z.strictObject({
          hour: z
            .int()
            .min(0)
            .max(HOURS - 1)
            .describe('Whole hours since `firstAt`.'),
          opened: count,
          clicked: count,
        }),
      )
      .length(HOURS)
      .describe('First opens and first clicks by the hour since `firstAt`; later ones are only in `counts`.'),
    reasons: z
      .array(
        z.strictObject({
          outcome: z.enum(['failed', 'skipped', 'unknown']),
          reason: z
            .string()
            .nullable()
            .describe('As in the list of recipients, with `…` for an address; null for all that are not told apart.'),
          cause: causeAnswer,
          recipients: count,
        }),
      )
      .describe(`Why recipients have no mail, the most frequent reason first; ${MAX_REASONS} are told apart.`),
  })
  .meta({
    id: 'RunStatistics',
    description: 'What came of a run. Each mail counts once for each kind of event.',
  });

export const runLinksAnswer = z
  .strictObject({
    runId: z.string().nullable().describe('The run that it is of; null before the first one.'),
    items: z
      .array(
        z.strictObject({
          url: z.string().describe('Where it leads, as the mail server says; without a password.'),
          readers: count.min(1).describe('Readers who followed it, once or more often.'),
        }),
      )
      .max(MAX_LINKS)
      .describe('The most followed first.'),
    other: count.describe(
      `Readers of other links: of those followed first after ${MAX_LINKS} others, longer than ${MAX_LINK_LENGTH} characters, or with the reader's address in them; and of forgotten ones.`,
    ),
  })
  .meta({
    id: 'RunLinks',
    description: 'The links that readers of a run followed, from the day on that they are counted.',
  });

interface ResultPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
}

/** What came of a task's run. */
export const resultRoutes = (ports: ResultPorts): Route[] => [statisticsRoute(ports), linksRoute(ports)];

const linksRoute = (ports: ResultPorts): Route =>
  route({
    method: 'GET',
    path: '/v1/tasks/{id}/links',
    summary: "List the links that readers of a task's run followed",
    role: 'viewer',
    params: taskParams,
    query: resultsQuery,
    answer: runLinksAnswer,
    status: 200,
    handle: async ({ params: { id }, query: { runId } }) => {
      const run = await chosenRun(await readShownTask(id, ports), runId, ports);
      const links = run ? await readRunLinks(ports.tables, run.runId) : { items: [], other: 0 };
      return { body: { runId: run?.runId ?? null, ...links } };
    },
  });

const statisticsRoute = (ports: ResultPorts): Route =>
  route({
    method: 'GET',
    path: '/v1/tasks/{id}/statistics',
    summary: "Show what came of a task's run: deliveries, opens, clicks and why others have no mail",
    role: 'viewer',
    params: taskParams,
    query: resultsQuery,
    answer: runStatisticsAnswer,
    status: 200,
    handle: async ({ params: { id }, query: { runId } }) => {
      const run = await chosenRun(await readShownTask(id, ports), runId, ports);
      const { firstAt, hours, ...statistics } = await readRunStatistics(run, ports);
      return {
        body: {
          runId: run?.runId ?? null,
          ...statistics,
          firstAt: isoOrNull(firstAt),
          hours: hours.map((visits, hour) => ({ hour, ...visits })),
        },
      };
    },
  });
