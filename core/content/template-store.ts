import type { Instant } from '../clock.ts';
import { filteredPage } from '../filtered-page.ts';
import { TEMPLATES, templateKey } from '../keys.ts';
import type { Objects } from '../objects.ts';
import { asJson, rowOf } from '../row.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import type { TemplateSource } from './template-variables.ts';
import type { TemplateWarning } from './template-warnings.ts';

/** A template as lists show it: without its texts, which may have 500 KB. */
export interface TemplateSummary {
  templateId: string;
  name: string;
  subject: string | null;
  /** The variables that recipients or the task's data must supply. */
  variables: string[];
  /** What is probably not meant. Null in rows from before warnings, or from before their codes: they are read anew. */
  warnings: TemplateWarning[] | null;
  /** Whether an editor made the HTML, and keeps its design beside it. */
  hasDesign: boolean;
  createdAt: Instant;
  updatedAt: Instant;
}

/** A row. The texts are in an object of their own, because an item has at most 400 KB. */
export interface TemplateRow extends TemplateSummary {
  /** Names the object. Random, so that two concurrent changes never write the same object. */
  revision: string;
}

/** What the object holds. */
export interface TemplateTexts extends TemplateSource {
  /** What an editor made the HTML of; nothing here looks into it. Null for HTML that was written. */
  design: object | null;
}

export interface Template extends TemplateRow, TemplateTexts {}

interface TemplatePorts {
  tables: Tables;
  objects: Objects;
}

/** How often a template is read again because it changed between its row and its object. */
const MAX_READS = 5;

const objectOf = ({ templateId, revision }: Pick<TemplateRow, 'templateId' | 'revision'>): string =>
  `templates/${templateId}/${revision}.json`;

const templateRow = rowOf<TemplateRow>('template').encoding({ warnings: asJson<TemplateWarning[]>() });

/** Warnings once had no code. */
const withCodes = (stored: TemplateWarning[] | null): TemplateWarning[] | null =>
  stored?.every(({ code }: Partial<TemplateWarning>) => code !== undefined) ? stored : null;

const templateToItem = (row: TemplateRow): Item => templateRow.item(templateKey(row.templateId), row);

const templateFromItem = (item: Item): TemplateRow => {
  const r = templateRow.reader(item);
  return {
    templateId: r.text('templateId'),
    name: r.text('name'),
    subject: r.textOrNull('subject'),
    variables: r.list('variables'),
    warnings: withCodes(r.decodedOrNull('warnings')),
    // Rows from before designs have none.
    hasDesign: r.flag('hasDesign', false),
    createdAt: r.instant('createdAt'),
    updatedAt: r.instant('updatedAt'),
    revision: r.text('revision'),
  };
};

/** Only the row; undefined when there is none. Strongly consistent. */
export async function readTemplateRow(tables: Tables, templateId: string): Promise<TemplateRow | undefined> {
  const item = await tables.get('Content', templateKey(templateId));
  return item && templateFromItem(item);
}

/** A template as it is now, or undefined. */
export async function readTemplate(
  { tables, objects }: TemplatePorts,
  templateId: string,
): Promise<Template | undefined> {
  const what = `texts of template ${templateId}`;
  const read = async () => {
    const row = await readTemplateRow(tables, templateId);
    if (!row) return undefined;
    const body = await objects.get(objectOf(row));
    if (body) return { ...row, design: null, ...(JSON.parse(Buffer.from(body).toString()) as TemplateSource) };
    // A change removes the object of the row that it replaced; read again to find the new one.
    return AGAIN;
  };
  return await tries(MAX_READS, what, read, () => {
    throw new Error(`the ${what} are missing`);
  });
}

/** Stores the texts, then the row that names them: `when` is the condition of the row. False when it refuses. */
export async function writeTemplate(
  { tables, objects }: TemplatePorts,
  row: TemplateRow,
  { subject, html, text, design }: TemplateTexts,
  when: NonNullable<Write['when']>,
): Promise<boolean> {
  await objects.put(objectOf(row), Buffer.from(JSON.stringify({ subject, html, text, design })));
  const item = templateToItem(row);
  const result = await tables.write({ kind: 'put', table: 'Content', item, when });
  // A repeated write whose first answer was lost finds its own result: it has succeeded.
  const before = result.ok ? result.item : result.old;
  if (before?.revision === row.revision) return true;
  if (!result.ok) await objects.remove(objectOf(row));
  else if (before) await objects.remove(objectOf(templateFromItem(before)));
  return result.ok;
}

/** The template is still the one that was read. */
export const templateUnchanged = (revision: string) => [templateRow.is('revision', '=', revision)];

/** False when there is no such template. */
export async function removeTemplate({ tables, objects }: TemplatePorts, templateId: string): Promise<boolean> {
  const key = templateKey(templateId);
  const result = await tables.write({ kind: 'delete', table: 'Content', key, when: [{ item: 'exists' }] });
  if (result.ok && result.item) await objects.remove(objectOf(templateFromItem(result.item)));
  return result.ok;
}

/**
 * Templates, newest first; those with `text` in their names, in letters of any case. With a text, a page may have fewer
 * than `limit` before the end.
 */
export async function templatesPage(
  tables: Tables,
  page: { limit: number; after: Cursor | null },
  text = '',
): Promise<{ templates: TemplateSummary[]; next: Cursor | null }> {
  const wanted = text.toLowerCase();
  const query = { table: 'Content', pk: TEMPLATES, reverse: true } as const;
  const isNamed = (item: Item) => templateFromItem(item).name.toLowerCase().includes(wanted);
  const { found, next } = await filteredPage(tables, query, isNamed, page);
  return { templates: found.map(templateFromItem), next };
}
