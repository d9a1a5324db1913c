import { domainOf, mailboxesIn, mailboxIn } from '../audience/address.ts';
import { checkAttachments } from '../content/check-attachments.ts';
import { parseTemplate, type TemplateSource } from '../content/template-variables.ts';
import type { AttachmentRef } from '../mail/attachment.ts';
import { checkMailSize } from '../mail/check-size.ts';
import { invalidField, invalidFields } from '../problems.ts';
import { requireVerified } from '../warm-up/verified.ts';
import type { TaskPorts } from './ports.ts';
import type { AttachmentInput } from './task-input.ts';

/** The domain that a task sends from, which must be verified. */
export async function checkFrom(from: string, { references }: Pick<TaskPorts, 'references'>): Promise<string> {
  const domain = domainOf(mailboxIn('/from', from).address);
  requireVerified('/from', domain, await references.domain(domain));
  return domain;
}

/** The address for answers, if it is not the sender's. */
export function checkReplyTo(replyTo: string | null): void {
  if (replyTo !== null) mailboxesIn('/replyTo', replyTo);
}

/** The template of a task. */
export async function checkTemplate(
  templateId: string,
  { references }: Pick<TaskPorts, 'references'>,
): Promise<TemplateSource> {
  const template = await references.template(templateId);
  if (!template) throw invalidField('/templateId', `there is no template ${templateId}`, 'no-such', { templateId });
  return template;
}

/** The subject of a task or else of its template, as Liquid. */
export function checkSubject(subject: string | null, template: TemplateSource): void {
  if (subject === null && !template.subject)
    throw invalidField('/subject', 'is required: the template has none', 'required');
  if (subject === null) return;
  const parsed = parseTemplate({ subject, html: null, text: null });
  if (!parsed.ok) throw invalidFields(parsed.errors);
}

/** Refuses attachments over their limits, and mail that could not be sent with them. */
export async function checkSize(
  content: { from: string; subject: string | null; template: TemplateSource },
  attachments: AttachmentInput[],
  { composer }: Pick<TaskPorts, 'composer'>,
): Promise<void> {
  checkAttachments(attachments);
  const { from, template } = content;
  const subject = content.subject ?? template.subject ?? '';
  const { html, text } = template;
  const mail = { mailId: '0', from, to: 'x@x.test', replyTo: null, subject, html, text, headers: {}, attachments };
  checkMailSize(mail, composer);
}

/** Stores the attachments, which the task then only names. */
export const storeAttachments = (
  attachments: AttachmentInput[],
  { objects, random }: Pick<TaskPorts, 'objects' | 'random'>,
): Promise<AttachmentRef[]> =>
  Promise.all(
    attachments.map(async ({ name, contentType, content }) => {
      const key = `attachments/${random.id()}`;
      await objects.put(key, content);
      return { name, contentType, key, size: content.length };
    }),
  );
