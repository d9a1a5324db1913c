import * as z from 'zod';
import { isoOrNull } from '../../core/clock.ts';
import type { ObjectReader } from '../../core/objects.ts';
import type { Tables } from '../../core/tables.ts';
import type { References } from '../../core/tasks/ports.ts';
import { readTaskContent } from '../../core/tasks/read-content.ts';
import { readShownTask } from '../../core/tasks/shown-task.ts';
import { type Route, route } from '../http/route.ts';
import { chosenRun } from './chosen-run.ts';
import { contentQuery, taskParams } from './schemas.ts';
import { attachmentAnswer, instant } from './views.ts';

export const contentAnswer = z
  .strictObject({
    runId: z.string().nullable().describe('The run that it is of; null before the first one.'),
    from: z.string(),
    replyTo: z.string().nullable(),
    subject: z.string(),
    html: z.string().nullable(),
    text: z.string().nullable(),
    templateData: z.record(z.string(), z.unknown()),
    attachments: z.array(attachmentAnswer),
    frozenAt: instant
      .nullable()
      .describe('When the run froze it; null while it is not frozen, and shown as it would be frozen now.'),
    templateChanged: z.boolean().describe('Whether the template was changed or deleted since it was frozen.'),
  })
  .meta({ id: 'TaskContent' });

interface ContentPorts {
  tables: Tables;
  objects: ObjectReader;
  references: Pick<References, 'template' | 'sender' | 'domain'>;
}

/** What a task sends, before recipients' data are filled in. */
export const contentRoutes = (ports: ContentPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/tasks/{id}/content',
    summary: "Show what a task's run sends, as it was frozen when the run began",
    role: 'viewer',
    params: taskParams,
    query: contentQuery,
    answer: contentAnswer,
    status: 200,
    handle: async ({ params, query: { runId } }) => {
      const shown = await readShownTask(params.id, ports);
      const run = await chosenRun(shown, runId, ports);
      return { body: await viewContent({ task: shown.task, run }, ports) };
    },
  }),
];

async function viewContent(
  shown: Parameters<typeof readTaskContent>[0],
  ports: ContentPorts,
): Promise<z.input<typeof contentAnswer>> {
  const { content, frozenAt, templateChanged } = await readTaskContent(shown, ports);
  const { from, replyTo, subject, html, text, templateData, attachments } = content;
  return {
    runId: shown.run?.runId ?? null,
    from,
    replyTo,
    subject,
    html,
    text,
    templateData,
    attachments: attachments.map(({ name, contentType, size }) => ({ name, contentType, size })),
    frozenAt: isoOrNull(frozenAt),
    templateChanged,
  };
}
