import * as z from 'zod';
import { TEMPLATE_WARNING_CODES } from '../../core/content/template-warnings.ts';
import { MAX_SUBJECT_BYTES, MAX_TEMPLATE_BYTES, MAX_TEMPLATE_DATA_BYTES } from '../../core/mail/limits.ts';
import { MAX_NAME_LENGTH } from '../../core/names.ts';
import { pageOf, params } from '../http/page.ts';
import { fault, nameUpTo } from '../http/text.ts';
import { mailTimeZone } from '../http/time-zone.ts';

const instant = z.iso.datetime();
const data = z.record(z.string(), z.unknown()).refine(
  (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_TEMPLATE_DATA_BYTES,
  fault(`must be at most ${MAX_TEMPLATE_DATA_BYTES / 1024} KB as JSON`, 'too-big', {
    max: MAX_TEMPLATE_DATA_BYTES,
    unit: 'bytes',
  }),
);
const liquid = z.string().min(1).nullable().optional();

export const templateBody = z.strictObject({
  name: nameUpTo(MAX_NAME_LENGTH),
  subject: liquid.describe(`Liquid, at most ${MAX_SUBJECT_BYTES} bytes.`),
  html: liquid.describe(
    `Liquid; values are escaped. \`html\` or \`text\` is required, together at most ${MAX_TEMPLATE_BYTES / 1024} KB.`,
  ),
  text: liquid.describe('Liquid. By default, the text of a mail is made from its HTML.'),
});

export const templateEditBody = templateBody.partial();

const templateSummary = {
  templateId: z.string(),
  name: z.string(),
  subject: z.string().nullable(),
  variables: z.array(z.string()).describe('The variables that the data of the task or of the recipients must supply.'),
  createdAt: instant,
  updatedAt: instant,
};
export const templateAnswer = z
  .strictObject({
    ...templateSummary,
    html: z.string().nullable(),
    text: z.string().nullable(),
    warnings: z
      .array(z.strictObject({ path: z.string(), message: z.string(), code: z.enum(TEMPLATE_WARNING_CODES), params }))
      .describe('Problems that prevent nothing but should be looked at, e.g. a missing unsubscribe link.'),
  })
  .meta({ id: 'Template' });
export const templatesAnswer = pageOf(z.strictObject(templateSummary).meta({ id: 'TemplateSummary' }));

export const previewBody = z.strictObject({ data: data.nullable().optional(), timeZone: mailTimeZone }).optional();
export const previewAnswer = z.strictObject({
  subject: z.string().nullable(),
  html: z.string().nullable(),
  text: z.string().nullable().describe('Made from the HTML if the template has no text.'),
  missing: z.array(z.string()).describe('Required variables that the data does not supply.'),
});
