import type { Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import { MAX_DESIGN_BYTES, MAX_SUBJECT_BYTES, MAX_TEMPLATE_BYTES } from '../mail/limits.ts';
import type { Objects } from '../objects.ts';
import { invalidField, invalidFields, Problem, refuseInUse, type UsingTask } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Tables } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import {
  readTemplate,
  readTemplateRow,
  removeTemplate,
  type Template,
  type TemplateRow,
  templateUnchanged,
  writeTemplate,
} from './template-store.ts';
import { parseTemplate, type TemplateSource } from './template-variables.ts';
import type { TemplateWarning } from './template-warnings.ts';

/** Maximum size of all variable names as JSON, in bytes: they are part of the row. */
const MAX_VARIABLES_BYTES = 50 * 1024;
/** How many ids are drawn when one is taken. */
const TRIES = 5;

export interface ManageTemplatesPorts {
  tables: Tables;
  objects: Objects;
  clock: Pick<Clock, 'now'>;
  random: Random;
  /** Whether an unfinished task uses it. */
  tasksUsing(reference: { templateId: string }): Promise<UsingTask[]>;
}

/** The fields that a user sets. Names need not be unique. */
export interface TemplateWish extends TemplateSource {
  name: string;
  /** What an editor made the HTML of. @default null */
  design?: object | null;
}

/** Creates a template. Throws `invalid-request`, which names each wrong part and its fault. */
export async function createTemplate(
  ports: Omit<ManageTemplatesPorts, 'tasksUsing'>,
  { name, design = null, ...source }: TemplateWish,
): Promise<Template> {
  const found = checkSource(source);
  checkDesign(design, source.html);
  const texts = { ...source, design };
  return await tries(TRIES, 'a new template', async () => {
    const now = ports.clock.now();
    const templateId = newId(now, ports.random);
    const summary = { templateId, name, subject: source.subject, ...found, hasDesign: design !== null };
    const row = { ...summary, createdAt: now, updatedAt: now, revision: ports.random.id() };
    const isWritten = await writeTemplate(ports, row, texts, [{ item: 'missing' }]);
    return isWritten ? { ...row, ...texts } : AGAIN;
  });
}

/**
 * Replaces a template completely; runs that have started keep their frozen content. `revisions`: those that may be
 * replaced, null for any. Throws `not-found`, `changed-meanwhile` for another revision, and `invalid-request`, which
 * names each wrong part and its fault.
 */
export async function replaceTemplate(
  ports: Omit<ManageTemplatesPorts, 'tasksUsing'>,
  templateId: string,
  { name, design = null, ...source }: TemplateWish,
  revisions: string[] | null = null,
): Promise<Template> {
  const earlier = await readTemplateRow(ports.tables, templateId);
  if (!earlier) throw templateNotFound(templateId);
  refuseOthers(earlier, revisions);
  const found = checkSource(source);
  checkDesign(design, source.html);
  const texts = { ...source, design };
  const { createdAt } = earlier;
  const updatedAt = ports.clock.now();
  const summary = { templateId, name, subject: source.subject, ...found, hasDesign: design !== null };
  const row = { ...summary, createdAt, updatedAt, revision: ports.random.id() };
  const when = revisions === null ? [{ item: 'exists' } as const] : templateUnchanged(earlier.revision);
  if (!(await writeTemplate(ports, row, texts, when))) {
    throw revisions === null ? templateNotFound(templateId) : changedMeanwhile(templateId);
  }
  return { ...row, ...texts };
}

function refuseOthers({ templateId, revision }: TemplateRow, revisions: string[] | null): void {
  if (revisions !== null && !revisions.includes(revision)) throw changedMeanwhile(templateId);
}

const changedMeanwhile = (templateId: string): Problem =>
  new Problem('changed-meanwhile', `somebody changed the template ${templateId} meanwhile; read it again`);

/**
 * Changes parts of a template; what is left out stays. Runs that have started keep their frozen content. `revisions`:
 * those that may be changed, null for any. Throws `not-found`, `changed-meanwhile`, and `invalid-request`, which names
 * each wrong part and its fault.
 */
export async function editTemplate(
  ports: Omit<ManageTemplatesPorts, 'tasksUsing'>,
  templateId: string,
  changes: { [K in keyof TemplateWish]?: TemplateWish[K] | undefined },
  revisions: string[] | null = null,
): Promise<Template> {
  return await tries(TRIES, `edit of template ${templateId}`, async () => {
    const read = await readTemplate(ports, templateId);
    if (!read) throw templateNotFound(templateId);
    refuseOthers(read, revisions);
    const { revision, html: oldHtml, text: oldText, design: oldDesign, ...summary } = read;
    const { name = summary.name, subject = summary.subject, html = oldHtml, text = oldText } = changes;
    // A design is never of another HTML: it comes with its own, and goes with what it was made into.
    const { design = html === oldHtml ? oldDesign : null } = changes;
    const source = { subject, html, text };
    checkDesign(design, changes.design ? (changes.html ?? null) : html);
    const texts = { ...source, design };
    const isSame = subject === summary.subject && html === oldHtml && text === oldText;
    // A new name alone is no reason to refuse what was accepted.
    const found = isSame ? {} : checkSource(source);
    const changed = { ...summary, name, subject, ...found, hasDesign: design !== null };
    const row = { ...changed, updatedAt: ports.clock.now(), revision: ports.random.id() };
    // Another edit in between is not written over: the parts that it changed may be those that stay here.
    const isWritten = await writeTemplate(ports, row, texts, templateUnchanged(revision));
    return isWritten ? { ...row, ...texts } : AGAIN;
  });
}

/** A template that the URL names. Throws `not-found`. */
export async function requireTemplate(
  ports: Pick<ManageTemplatesPorts, 'tables' | 'objects'>,
  templateId: string,
): Promise<Template> {
  const template = await readTemplate(ports, templateId);
  if (!template) throw templateNotFound(templateId);
  return template;
}

/** Deletes a template. Throws `not-found`, and `in-use` while an unfinished task uses it. */
export async function deleteTemplate(ports: ManageTemplatesPorts, templateId: string): Promise<void> {
  refuseInUse(await ports.tasksUsing({ templateId }), `uses the template ${templateId}`);
  if (!(await removeTemplate(ports, templateId))) throw templateNotFound(templateId);
}

const templateNotFound = (templateId: string): Problem =>
  new Problem('not-found', `there is no template ${templateId}`);

/** `html`: what comes with the design. Throws `invalid-request` for a design of no HTML, or one that is too large. */
function checkDesign(design: object | null, html: string | null): void {
  if (design !== null && html === null) {
    throw invalidField('/design', 'is kept beside its html: give both', 'required', { without: 'html' });
  }
  if (Buffer.byteLength(JSON.stringify(design)) > MAX_DESIGN_BYTES) {
    throw invalidField('/design', `must be at most ${MAX_DESIGN_BYTES / 1024} KB as JSON`, 'too-big', {
      max: MAX_DESIGN_BYTES,
      unit: 'bytes',
    });
  }
}

/**
 * What a template needs, and may not mean; `at`: where a request has it. Throws `invalid-request`, which names each
 * wrong part and its fault.
 */
export function checkSource(source: TemplateSource, at = ''): CheckedSource {
  if (source.html === null && source.text === null) {
    throw invalidField(`${at}/html`, 'html or text is required', 'required', { without: 'text' });
  }
  return checkParts(source, at);
}

interface CheckedSource {
  variables: string[];
  warnings: TemplateWarning[];
}

/** The same for a template that may still lack its text. */
export function checkParts(source: TemplateSource, at = ''): CheckedSource {
  const { subject, html, text } = source;
  const [subjectBytes, htmlBytes, textBytes] = [subject, html, text].map((part) => Buffer.byteLength(part ?? ''));
  if ((subjectBytes ?? 0) > MAX_SUBJECT_BYTES) {
    throw invalidField(`${at}/subject`, `must have at most ${MAX_SUBJECT_BYTES} bytes`, 'too-big', {
      max: MAX_SUBJECT_BYTES,
      unit: 'bytes',
    });
  }
  const bytes = (subjectBytes ?? 0) + (htmlBytes ?? 0) + (textBytes ?? 0);
  if (bytes > MAX_TEMPLATE_BYTES) {
    const largest = (htmlBytes ?? 0) >= (textBytes ?? 0) ? '/html' : '/text';
    const message = `subject, html and text have ${bytes} bytes; at most ${MAX_TEMPLATE_BYTES} together`;
    throw invalidField(at + largest, message, 'too-big', { max: MAX_TEMPLATE_BYTES, unit: 'bytes', bytes });
  }
  const parsed = parseTemplate(source);
  if (!parsed.ok) throw invalidFields(parsed.errors.map((error) => ({ ...error, path: at + error.path })));
  if (Buffer.byteLength(JSON.stringify(parsed.variables)) > MAX_VARIABLES_BYTES) {
    throw invalidField(at, `the names of all variables must have at most ${MAX_VARIABLES_BYTES} bytes`, 'too-big', {
      max: MAX_VARIABLES_BYTES,
      unit: 'bytes',
    });
  }
  return { variables: parsed.variables, warnings: parsed.warnings };
}

/** The warnings of a template; those of one that was stored without are found now. */
export function warningsOf(template: Template): TemplateWarning[] {
  if (template.warnings !== null) return template.warnings;
  const parsed = parseTemplate(template);
  return parsed.ok ? parsed.warnings : parsed.errors;
}
