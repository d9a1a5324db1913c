import { parseAddress } from '../audience/address.ts';
import { readList } from '../audience/list-store.ts';
import { findMember } from '../audience/members.ts';
import type { Objects } from '../objects.ts';
import { invalidField } from '../problems.ts';
import type { Tables } from '../tables.ts';
import { checkParts, requireTemplate, warningsOf } from './manage-templates.ts';
import { type Preview, type PreviewOptions, previewTemplate } from './preview-template.ts';
import type { TemplateSource } from './template-variables.ts';
import type { TemplateWarning } from './template-warnings.ts';

type Data = Record<string, unknown>;

/** Whom a preview is for: somebody with these data, or a recipient of a list, whose own data win over these. */
export interface Reader {
  data: Data;
  email: string | null;
  listId: string | null;
  /** In which dates are read and shown. */
  timeZone: string;
}

/** A preview, and what is to be known of the template. */
export interface FullPreview extends Preview {
  /** What the data of the task or of the recipients must supply. */
  variables: string[];
  /** What is probably not meant. */
  warnings: TemplateWarning[];
  /** Bytes of subject, HTML and text as they are shown, before they are encoded as a mail. */
  bytes: number;
}

interface PreviewPorts extends Omit<PreviewOptions, 'timeZone'> {
  tables: Tables;
  objects: Objects;
}

/** Previews a stored template. Throws `not-found`, and `invalid-request` for a reader or data that do not fit. */
export async function previewStored(ports: PreviewPorts, templateId: string, reader: Reader): Promise<FullPreview> {
  const template = await requireTemplate(ports, templateId);
  const { variables } = template;
  return await previewAs(ports, template, { variables, warnings: warningsOf(template) }, reader);
}

/**
 * Previews a template that is being written, and may lack its text. Throws `invalid-request`, also for Liquid that
 * cannot be parsed, with the line and the column.
 */
export async function previewUnsaved(
  ports: PreviewPorts,
  source: TemplateSource,
  reader: Reader,
): Promise<FullPreview> {
  return await previewAs(ports, source, checkParts(source), reader);
}

async function previewAs(
  ports: PreviewPorts,
  source: TemplateSource,
  { variables, warnings }: Pick<FullPreview, 'variables' | 'warnings'>,
  reader: Reader,
): Promise<FullPreview> {
  const { timeZone } = reader;
  const preview = await previewTemplate(source, await dataOf(ports.tables, reader), { ...ports, timeZone });
  const parts = [preview.subject, preview.html, preview.text];
  const bytes = parts.reduce((sum, part) => sum + Buffer.byteLength(part ?? ''), 0);
  return { ...preview, variables, warnings, bytes };
}

async function dataOf(tables: Tables, { data, email, listId }: Reader): Promise<Data> {
  if (email === null && listId === null) return data;
  if (email === null) throw invalidField('/email', 'is required with listId: whose data are meant', 'required');
  const parsed = parseAddress(email);
  if (!parsed.ok) throw invalidField('/email', 'must be an e-mail address', 'format', { format: 'email' });
  const own = listId === null ? {} : await recipientData(tables, { listId, email: parsed.address });
  return { ...data, ...own, email: parsed.address };
}

/** The data of a recipient whom a request names; `at`: where it does. Throws `invalid-request`. */
export async function recipientData(
  tables: Tables,
  { listId, email }: { listId: string; email: string },
  at = '',
): Promise<Data> {
  if (!(await readList(tables, listId)))
    throw invalidField(`${at}/listId`, `there is no list ${listId}`, 'no-such', { listId });
  const member = await findMember(tables, listId, email);
  if (!member) throw invalidField(`${at}/email`, `list ${listId} has no such recipient`, 'no-such', { listId, email });
  return member.data ?? {};
}
