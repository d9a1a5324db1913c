import type * as z from 'zod';
import { type Clock, iso } from '../../core/clock.ts';
import {
  createTemplate,
  deleteTemplate,
  editTemplate,
  type ManageTemplatesPorts,
  replaceTemplate,
  requireTemplate,
  type TemplateWish,
  warningsOf,
} from '../../core/content/manage-templates.ts';
import { previewStored, previewUnsaved, type Reader } from '../../core/content/preview-as.ts';
import { type Template, type TemplateSummary, templatesPage } from '../../core/content/template-store.ts';
import type { HtmlToText } from '../../core/mail/html-to-text.ts';
import type { TaskUser } from '../../core/tasks/used-by.ts';
import { sampleLink } from '../../core/unsubscribe/links.ts';
import { cursorsOf } from '../http/cursor.ts';
import { entityTag } from '../http/entity-tag.ts';
import { idParams } from '../http/page.ts';
import { type Route, type RouteAnswer, route } from '../http/route.ts';
import {
  previewAnswer,
  previewBody,
  templateAnswer,
  type templateBody,
  templateEditBody,
  templatesAnswer,
  templatesQuery,
  unsavedBody,
  wholeTemplateBody,
} from './schemas.ts';

const viewSummary = (template: TemplateSummary) => ({
  templateId: template.templateId,
  name: template.name,
  subject: template.subject,
  variables: template.variables,
  hasDesign: template.hasDesign,
  createdAt: iso(template.createdAt),
  updatedAt: iso(template.updatedAt),
});

const viewTemplate = (template: Template, usedBy: TaskUser[]): z.output<typeof templateAnswer> => ({
  ...viewSummary(template),
  html: template.html,
  text: template.text,
  design: template.design as Record<string, unknown> | null,
  warnings: warningsOf(template),
  revision: template.revision,
  usedBy,
});

/** A template with the tag of its revision, and who uses it. */
const answerWith = async (ports: ContentPorts, template: Template): Promise<RouteAnswer> => ({
  body: viewTemplate(template, await ports.usersOf({ templateId: template.templateId })),
  headers: { etag: entityTag(template.revision) },
});

const wishOf = ({ name, subject, html, text, design }: z.output<typeof templateBody>): TemplateWish => ({
  name,
  subject: subject ?? null,
  html: html ?? null,
  text: text ?? null,
  design: design ?? null,
});

/** `publicUrl` has no slash at the end. */
interface ContentPorts extends ManageTemplatesPorts {
  clock: Clock;
  publicUrl: string;
  htmlToText: HtmlToText;
  /** The latest unfinished tasks that use a template. */
  usersOf(reference: { templateId: string }): Promise<TaskUser[]>;
}

/** Templates and their previews. */
export const contentRoutes = (ports: ContentPorts): Route[] => [
  ...templateRoutes(ports),
  ...oneTemplateRoutes(ports),
  ...previewRoutes(ports),
];

const templateRoutes = (ports: ContentPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/templates',
    summary: 'Create a template',
    role: 'sender',
    body: wholeTemplateBody,
    answer: templateAnswer,
    status: 201,
    idempotent: true,
    handle: async ({ body }) => {
      const template = await createTemplate(ports, wishOf(body));
      const location = `/v1/templates/${template.templateId}`;
      return { body: viewTemplate(template, []), headers: { location, etag: entityTag(template.revision) } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/templates',
    summary: 'List templates without their content, newest first',
    role: 'viewer',
    query: templatesQuery,
    answer: templatesAnswer,
    status: 200,
    handle: async ({ query: { limit, cursor, q } }) => {
      const cursors = q === undefined ? cursorsOf('templates') : cursorsOf('templates', q);
      const { templates, next } = await templatesPage(ports.tables, { limit, after: cursors.read(cursor) }, q);
      return { body: cursors.page(templates.map(viewSummary), next) };
    },
  }),
];

const oneTemplateRoutes = (ports: ContentPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/templates/{id}',
    summary: 'Show a template',
    role: 'viewer',
    params: idParams,
    answer: templateAnswer,
    status: 200,
    handle: async ({ params: { id } }) => answerWith(ports, await requireTemplate(ports, id)),
  }),
  route({
    method: 'PUT',
    path: '/v1/templates/{id}',
    summary: 'Replace a template; runs that have started keep the old content',
    role: 'sender',
    params: idParams,
    body: wholeTemplateBody,
    answer: templateAnswer,
    status: 200,
    takesIfMatch: true,
    handle: async ({ params: { id }, body, ifMatch }) =>
      answerWith(ports, await replaceTemplate(ports, id, wishOf(body), ifMatch)),
  }),
  route({
    method: 'PATCH',
    path: '/v1/templates/{id}',
    summary: 'Change parts of a template, for instance its name; runs that have started keep the old content',
    role: 'sender',
    params: idParams,
    body: templateEditBody,
    answer: templateAnswer,
    status: 200,
    takesIfMatch: true,
    handle: async ({ params: { id }, body, ifMatch }) =>
      answerWith(ports, await editTemplate(ports, id, body, ifMatch)),
  }),
  route({
    method: 'DELETE',
    path: '/v1/templates/{id}',
    summary: 'Delete a template that no unfinished task uses',
    role: 'sender',
    params: idParams,
    answer: null,
    status: 204,
    handle: async ({ params: { id } }) => {
      await deleteTemplate(ports, id);
      return {};
    },
  }),
];

const previewRoutes = (ports: ContentPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/templates/preview',
    summary: 'Preview a template that is not stored, for instance while it is written',
    role: 'viewer',
    body: unsavedBody,
    answer: previewAnswer,
    status: 200,
    handle: async ({ body: { subject = null, html = null, text = null, ...reader } }) => ({
      body: await previewUnsaved(previewPorts(ports), { subject, html, text }, readerIn(reader)),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/templates/{id}/preview',
    summary: 'Preview a template as one recipient would see it',
    role: 'viewer',
    params: idParams,
    body: previewBody,
    answer: previewAnswer,
    status: 200,
    handle: async ({ params: { id }, body }) => ({
      body: await previewStored(previewPorts(ports), id, readerIn(body ?? {})),
    }),
  }),
];

const previewPorts = (ports: ContentPorts) => ({ ...ports, unsubscribeUrl: sampleLink(ports.publicUrl) });

const readerIn = ({ data, email, listId, timeZone }: Partial<NonNullable<z.output<typeof previewBody>>>): Reader => ({
  data: data ?? {},
  email: email ?? null,
  listId: listId ?? null,
  timeZone: timeZone ?? 'UTC',
});
