import * as z from 'zod';
import { SUPPRESSION_REASONS } from '../../core/audience/suppressions.ts';
import { iso, isoOrNull } from '../../core/clock.ts';
import { createExport, type ExportPorts, MAX_OPEN_EXPORTS, showExport } from '../../core/exports/create-export.ts';
import { EXPORT_ERRORS, EXPORT_KINDS, EXPORT_STATUSES, MAX_EXPORT_ROWS } from '../../core/exports/export.ts';
import { MAX_RUN_ID_LENGTH } from '../../core/runs/run.ts';
import { OUTCOMES } from '../../core/tasks/list-recipients.ts';
import { domainName, id, idParams } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';

/** Longest reason that a filter names, in characters. */
const MAX_REASON_LENGTH = 500;

const instant = z.iso.datetime();
const day = z.iso.date();

export const exportBody = z.strictObject({
  of: z
    .enum(EXPORT_KINDS)
    .describe(
      '`list`: its recipients with their data. `run`: recipients with their outcomes, and what became of their mails. `suppressions`: who is not mailed. `statistics`: bulk mail by quota day.',
    ),
  listId: id.optional().describe('Required with `list`.'),
  taskId: id.optional().describe('Required with `run`.'),
  runId: z
    .string()
    .min(1)
    .max(MAX_RUN_ID_LENGTH)
    .optional()
    .describe('With `run`: a run of the task; by default the one that the task shows.'),
  outcome: z.enum(OUTCOMES).optional().describe('With `run`: only recipients with this outcome.'),
  reason: z
    .string()
    .min(1)
    .max(MAX_REASON_LENGTH)
    .optional()
    .describe(
      `With \`run\`: only this reason, whole or up to its colon. With \`suppressions\`: one of ${SUPPRESSION_REASONS.join(', ')}.`,
    ),
  from: day.optional().describe('Required with `statistics`: the first quota day.'),
  to: day.optional().describe('Required with `statistics`: the last quota day.'),
  domain: domainName
    .optional()
    .describe('With `statistics`: a sending domain. With `suppressions`: only unsubscribes from its bulk mail.'),
});

export const newExportAnswer = z
  .strictObject({ exportId: z.string(), status: z.enum(EXPORT_STATUSES) })
  .meta({ id: 'NewExport' });

export const exportAnswer = z
  .strictObject({
    exportId: z.string(),
    of: z.enum(EXPORT_KINDS).describe('What is exported.'),
    status: z.enum(EXPORT_STATUSES),
    error: z.enum(EXPORT_ERRORS).nullable(),
    reason: z.string().nullable().describe('The error as a sentence; null without one.'),
    rows: z.int().describe('Rows so far, without the header.'),
    bytes: z.int().describe('Size of the file so far.'),
    url: z
      .string()
      .nullable()
      .describe(
        'Where a GET without an API key answers the file; null until it is finished. Every call gives a new one.',
      ),
    urlUntil: instant.nullable().describe('How long `url` works.'),
    createdAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'Export' });

/** Files of what is known, which are written in the background. */
export const exportRoutes = (ports: ExportPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/exports',
    summary: `Start an export: a CSV of up to ${MAX_EXPORT_ROWS.toLocaleString('en-US')} rows, kept for 7 days; at most ${MAX_OPEN_EXPORTS} at a time`,
    role: 'viewer',
    body: exportBody,
    answer: newExportAnswer,
    status: 202,
    idempotent: true,
    handle: async ({ body: { of, ...given } }) => {
      const { exportId, status } = await createExport(ports, {
        of,
        listId: given.listId ?? null,
        taskId: given.taskId ?? null,
        runId: given.runId ?? null,
        outcome: given.outcome ?? null,
        reason: given.reason ?? null,
        from: given.from ?? null,
        to: given.to ?? null,
        domain: given.domain ?? null,
      });
      return { body: { exportId, status }, headers: { location: `/v1/exports/${exportId}` } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/exports/{id}',
    summary: 'Show an export: its progress, and where to read its file once it has one',
    role: 'viewer',
    params: idParams,
    answer: exportAnswer,
    status: 200,
    handle: async ({ params: { id: exportId } }) => {
      const { shown, url, urlUntil } = await showExport(ports, exportId);
      const body: z.output<typeof exportAnswer> = {
        exportId,
        of: shown.wish.of,
        status: shown.status,
        error: shown.error,
        reason: shown.reason,
        rows: shown.rows,
        bytes: shown.checkpoint.bytes,
        url,
        urlUntil: isoOrNull(urlUntil),
        createdAt: iso(shown.createdAt),
        finishedAt: isoOrNull(shown.finishedAt),
      };
      return { body };
    },
  }),
];
