import * as z from 'zod';
import {
  createTemplate,
  deleteTemplate,
  type ManageTemplatesPorts,
  replaceTemplate,
  requireTemplate,
} from '../../../core/content/manage-templates.ts';
import { type TemplateSummary, templatesPage } from '../../../core/content/template-store.ts';
import { MAX_TEMPLATE_BYTES } from '../../../core/mail/limits.ts';
import { type Action, action, idNumber } from '../action.ts';
import { base64Of, foreignTagIn, textIn } from '../contents.ts';
import { inTheirWords, Refusal } from '../errors.ts';
import { limitField, offsetField, pageByOffset, placeOf } from '../paging.ts';
import { secondsOf } from '../times.ts';

const MAX_NAME_LENGTH = 200;
const WRONG_CONTENT = 'InvalidParameterValue.TemplateContentIsWrong';
const NOT_THERE = { 'not-found': 'InvalidParameterValue.TemplateNotExist' } as const;
/** There is no review: every template is approved at once. */
const APPROVED = 0;

const content = z.strictObject({ Html: z.string().optional(), Text: z.string().optional() });

/** Calls about templates. A template of theirs has no subject: the task or the mail brings it. */
export const templateActions = (ports: ManageTemplatesPorts): Action[] => [
  action({
    name: 'CreateEmailTemplate',
    role: 'sender',
    isRepeated: true,
    schema: z.strictObject({ TemplateName: z.string(), TemplateContent: content }),
    handle: async ({ TemplateName, TemplateContent }) => {
      const name = nameIn(TemplateName, 'InvalidParameterValue.TemplateNameIllegal');
      const source = { ...sourceIn(TemplateContent), subject: null };
      const { templateId } = await inTheirWords({ 'invalid-request': WRONG_CONTENT }, () =>
        createTemplate(ports, { name, ...source }),
      );
      return { TemplateID: Number(templateId) };
    },
  }),
  action({
    name: 'UpdateEmailTemplate',
    role: 'sender',
    schema: z.strictObject({ TemplateID: idNumber(), TemplateName: z.string(), TemplateContent: content }),
    missing: { TemplateName: 'InvalidParameterValue.TemplateNameIsNULL' },
    handle: async ({ TemplateID, TemplateName, TemplateContent }) => {
      const name = nameIn(TemplateName, 'InvalidParameterValue.TemplateNameIsNULL');
      const source = sourceIn(TemplateContent);
      await inTheirWords({ ...NOT_THERE, 'invalid-request': WRONG_CONTENT }, async () => {
        const { subject } = await requireTemplate(ports, String(TemplateID));
        await replaceTemplate(ports, String(TemplateID), { name, ...source, subject });
      });
      return {};
    },
  }),
  action({
    name: 'GetEmailTemplate',
    role: 'viewer',
    schema: z.strictObject({ TemplateID: idNumber() }),
    handle: async ({ TemplateID }) => {
      const template = await inTheirWords(NOT_THERE, () => requireTemplate(ports, String(TemplateID)));
      return {
        TemplateContent: { Html: base64Of(template.html), Text: base64Of(template.text) },
        TemplateStatus: APPROVED,
        TemplateName: template.name,
      };
    },
  }),
  action({
    name: 'DeleteEmailTemplate',
    role: 'sender',
    schema: z.strictObject({ TemplateID: idNumber() }),
    handle: async ({ TemplateID }) => {
      await inTheirWords(NOT_THERE, () => deleteTemplate(ports, String(TemplateID)));
      return {};
    },
  }),
  action({
    name: 'ListEmailTemplates',
    role: 'viewer',
    schema: z.strictObject({ Limit: limitField(), Offset: offsetField() }),
    handle: async (input) => {
      const read = async (page: Parameters<typeof templatesPage>[1]) => {
        const { templates, next } = await templatesPage(ports.tables, page);
        return { rows: templates, next };
      };
      const { rows, total } = await pageByOffset(read, placeOf(input));
      return { TemplatesMetadata: rows.map(metadataOf), TotalCount: total };
    },
  }),
];

const metadataOf = ({ templateId, name, createdAt }: TemplateSummary) => ({
  TemplateID: Number(templateId),
  TemplateName: name,
  TemplateStatus: APPROVED,
  CreatedTimestamp: secondsOf(createdAt),
  ReviewReason: '',
});

function nameIn(name: string, whenEmpty: string): string {
  if (name.trim() === '') throw new Refusal(whenEmpty, 'TemplateName must not be empty');
  if (name.length > MAX_NAME_LENGTH) {
    const message = `TemplateName must have at most ${MAX_NAME_LENGTH} characters`;
    throw new Refusal('InvalidParameterValue.TemplateNameIllegal', message);
  }
  return name;
}

function sourceIn({ Html, Text }: z.output<typeof content>): { html: string | null; text: string | null } {
  const html = textIn('TemplateContent.Html', Html, WRONG_CONTENT);
  const text = textIn('TemplateContent.Text', Text, WRONG_CONTENT);
  if (html === null && text === null) {
    const message = 'TemplateContent needs Html or Text';
    throw new Refusal('InvalidParameterValue.TemplateContentIsNULL', message);
  }
  const bytes = Buffer.byteLength(html ?? '') + Buffer.byteLength(text ?? '');
  if (bytes > MAX_TEMPLATE_BYTES) {
    const message = `Html and Text have ${bytes} bytes; at most ${MAX_TEMPLATE_BYTES} together`;
    throw new Refusal('FailedOperation.TemplateContentToolarge', message);
  }
  const foreign = foreignTagIn(html ?? '') ?? foreignTagIn(text ?? '');
  if (foreign !== null) {
    const message = `${JSON.stringify(foreign)} is no variable here: a name has letters, digits and _, and begins with none of the digits`;
    throw new Refusal(WRONG_CONTENT, message);
  }
  return { html, text };
}
