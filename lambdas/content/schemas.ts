import * as z from 'zod';
import { TEMPLATE_WARNING_CODES } from '../../core/content/template-warnings.ts';
import {
  MAX_DESIGN_BYTES,
  MAX_SUBJECT_BYTES,
  MAX_TEMPLATE_BYTES,
  MAX_TEMPLATE_DATA_BYTES,
} from '../../core/mail/limits.ts';
import { MAX_NAME_LENGTH } from '../../core/names.ts';
import { TASK_STATUSES } from '../../core/tasks/status.ts';
import { MAX_USERS_SHOWN } from '../../core/tasks/used-by.ts';
import { id, pageOf, pageQuery, params } from '../http/page.ts';
import { anyOneOf, fault, nameUpTo } from '../http/text.ts';
import { mailTimeZone } from '../http/time-zone.ts';

const instant = z.iso.datetime();
const data = z.record(z.string(), z.unknown()).refine(
  (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_TEMPLATE_DATA_BYTES,
  fault(`must be at most ${MAX_TEMPLATE_DATA_BYTES / 1024} KB as JSON`, 'too-big', {
    max: MAX_TEMPLATE_DATA_BYTES,
    unit: 'bytes',
  }),
);
const design = z.record(z.string(), z.unknown());
const liquid = z.string().min(1).nullable().optional();

export const templateBody = z.strictObject({
  name: nameUpTo(MAX_NAME_LENGTH),
  subject: liquid.describe(`Liquid, at most ${MAX_SUBJECT_BYTES} bytes.`),
  html: liquid.describe(
    `Liquid; values are escaped. \`html\` or \`text\` is required, together at most ${MAX_TEMPLATE_BYTES / 1024} KB.`,
  ),
  text: liquid.describe('Liquid. By default, the text of a mail is made from its HTML.'),
  design: design
    .nullable()
    .optional()
    .describe(
      `What an editor made the HTML of, for that editor: JSON of at most ${MAX_DESIGN_BYTES / 1024} KB, together with \`html\`. Other HTML without a design removes it.`,
    ),
});
/** A template of which every part is given. */
export const wholeTemplateBody = templateBody.meta({ anyOf: anyOneOf('html', 'text') });

export const templateEditBody = templateBody.partial();

const warnings = z
  .array(z.strictObject({ path: z.string(), message: z.string(), code: z.enum(TEMPLATE_WARNING_CODES), params }))
  .describe('Problems that prevent nothing but should be looked at, e.g. a missing unsubscribe link.');
const templateSummary = {
  templateId: z.string(),
  name: z.string(),
  subject: z.string().nullable(),
  variables: z.array(z.string()).describe('The variables that the data of the task or of the recipients must supply.'),
  hasDesign: z.boolean().describe('Whether an editor made the HTML, and keeps a `design` beside it.'),
  createdAt: instant,
  updatedAt: instant,
};
export const templateAnswer = z
  .strictObject({
    ...templateSummary,
    html: z.string().nullable(),
    text: z.string().nullable(),
    design: design.nullable().describe('What an editor made the HTML of; null for HTML that was written.'),
    warnings,
    revision: z.string().describe('Changes with every change; also in `ETag`, for `If-Match`.'),
    usedBy: z
      .array(z.strictObject({ taskId: z.string(), name: z.string().nullable(), status: z.enum(TASK_STATUSES) }))
      .describe(`The latest unfinished tasks that use it, at most ${MAX_USERS_SHOWN}.`),
  })
  .meta({ id: 'Template' });
export const templatesQuery = z.strictObject({
  ...pageQuery,
  q: z
    .string()
    .trim()
    .min(2)
    .max(100)
    .optional()
    .describe('Only templates whose name contains this text, in capital or small letters.'),
});

export const templatesAnswer = pageOf(z.strictObject(templateSummary).meta({ id: 'TemplateSummary' }));

const reader = {
  data: data.nullable().optional(),
  email: z
    .string()
    .nullable()
    .optional()
    .describe('The address of the reader; with `listId`, that recipient of the list, whose own data win over `data`.'),
  listId: id.nullable().optional().describe('The list whose recipient the reader is.'),
  timeZone: mailTimeZone,
};
export const previewBody = z.strictObject(reader).optional();
export const unsavedBody = z.strictObject({
  subject: liquid.describe('Liquid.'),
  html: liquid.describe('Liquid; values are escaped.'),
  text: liquid.describe('Liquid. By default it is made from the HTML.'),
  ...reader,
});
export const previewAnswer = z.strictObject({
  subject: z.string().nullable(),
  html: z.string().nullable(),
  text: z.string().nullable().describe('Made from the HTML if the template has no text.'),
  missing: z.array(z.string()).describe('Required variables that the data does not supply.'),
  variables: templateSummary.variables,
  warnings,
  bytes: z.int().describe('Bytes of subject, HTML and text together, before they are encoded as a mail.'),
});
