import type { Preview, Template, TemplateSummary } from '../answers.ts';
import { readText } from '../files.ts';
import { allItems, templateIdOf } from '../lookup.ts';
import { type DataOptions, dataOf } from '../send/content.ts';
import type { Session } from '../session.ts';
import { facts, table } from '../table.ts';
import { newTemplateFrom } from '../template-file.ts';
import { minute, plain } from '../text.ts';
import { UsageError } from '../usage-error.ts';

const NAME_MAX = 30;

/** All templates, newest first. */
export async function showTemplates(session: Session): Promise<void> {
  const api = await session.api();
  const templates = await allItems<TemplateSummary>(api, '/v1/templates');
  const lines = table<TemplateSummary>(
    templates,
    [
      { title: 'ID', of: ({ templateId }) => templateId },
      { title: 'NAME', of: ({ name }) => name, most: NAME_MAX },
      { title: 'CHANGED', of: ({ updatedAt }) => minute(updatedAt) },
      { title: 'SUBJECT', of: ({ subject }) => subject ?? '' },
    ],
    session,
  );
  const none = 'No templates: make one with npx mailramp templates create FILE.';
  session.show(templates.length === 0 ? [none] : lines, templates);
}

/** One template with its parts, as they are written. */
export async function showTemplate(session: Session, said: string): Promise<void> {
  const api = await session.api();
  const template = await api.get<Template>('/v1/templates/{id}', { params: { id: await templateIdOf(api, said) } });
  const parts = (['html', 'text'] as const).flatMap((part) =>
    template[part] === null ? [] : ['', session.paint('faint', `--- ${part} ---`), ...linesIn(template[part])],
  );
  session.show([...linesOf(template), ...parts], [template]);
}

/** A new template from a file. */
export async function createTemplate(
  session: Session,
  file: string,
  options: { name?: string; subject?: string; text?: string },
): Promise<void> {
  const input = newTemplateFrom(file, options);
  const api = await session.api();
  const template = await api.post<Template>('/v1/templates', input);
  session.show([`new template ${template.templateId}: ${plain(template.name)}`, ...notesOf(template)], [template]);
}

/** Changes parts of a template; runs that have started keep what they froze. */
export async function changeTemplate(
  session: Session,
  said: string,
  { file, name, subject, text }: { file?: string; name?: string; subject?: string; text?: string },
): Promise<void> {
  const parts = file === undefined ? {} : partsOf(file);
  const change = {
    ...parts,
    ...(text === undefined ? {} : { text: readText(text) }),
    ...(name === undefined ? {} : { name }),
    ...(subject === undefined ? {} : { subject }),
  };
  if (Object.keys(change).length === 0) throw new UsageError('say what to change: --file, --text, --subject or --name');
  const api = await session.api();
  const params = { id: await templateIdOf(api, said) };
  const template = await api.patch<Template>('/v1/templates/{id}', change, { params });
  session.show([`template ${template.templateId}: ${plain(template.name)}`, ...notesOf(template)], [template]);
}

function partsOf(file: string): { html?: string; text?: string } {
  const { html, text } = newTemplateFrom(file, {});
  return html === undefined ? { ...(text !== undefined && { text }) } : { html };
}

/** A template as one recipient would get it. */
export async function previewTemplate(
  session: Session,
  said: string,
  options: DataOptions & { html?: boolean },
): Promise<void> {
  const data = dataOf(options);
  const api = await session.api();
  const params = { id: await templateIdOf(api, said) };
  const preview = await api.post<Preview>('/v1/templates/{id}/preview', { data }, { params });
  const head = facts([
    ['subject', preview.subject],
    [
      'missing',
      preview.missing.length === 0 ? null : `${preview.missing.join(', ')}: add --set ${preview.missing[0]}=…`,
    ],
  ]);
  const body = options.html ? preview.html : preview.text;
  session.show(options.html ? linesIn(body ?? '') : [...head, '', ...linesIn(body ?? '')], [preview]);
}

/** Deletes a template, after a question. Answers the exit code. */
export async function deleteTemplate(session: Session, said: string, options: { yes?: boolean }): Promise<number> {
  const api = await session.api();
  const params = { id: await templateIdOf(api, said) };
  const { name, templateId } = await api.get<Template>('/v1/templates/{id}', { params });
  if (!(await session.confirmed(`Delete the template ${plain(name)}?`, options))) return 0;
  await api.delete('/v1/templates/{id}', { params });
  session.show([`${plain(name)} is deleted`], [{ deleted: templateId }]);
  return 0;
}

const linesOf = (template: Template): string[] => [
  ...facts([
    ['template', template.templateId],
    ['name', template.name],
    ['subject', template.subject],
    ['variables', template.variables.join(', ')],
    ['created', minute(template.createdAt)],
    ['changed', minute(template.updatedAt)],
  ]),
  ...notesOf(template),
];

const notesOf = ({ warnings }: Template): string[] =>
  warnings.map(({ path, message }) => `note: ${path.slice(1)} ${message}`);

const linesIn = (text: string): string[] => text.trimEnd().split('\n').map(plain);
