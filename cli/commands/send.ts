import { basename } from 'node:path';
import type { ApiClient } from '../../adapters/api/client.ts';
import { domainOf, parseMailbox } from '../../core/audience/address.ts';
import type { Account, Domain, DryRun, NewTask, Template } from '../answers.ts';
import { EXIT } from '../exit-codes.ts';
import { isFile, openFile } from '../files.ts';
import { importCsv } from '../list-file.ts';
import { isId, listIdOf, templateIdOf } from '../lookup.ts';
import { Made } from '../made.ts';
import { createProgress, nameOf } from '../progress.ts';
import { attachmentsOf, type ContentOptions, dataOf } from '../send/content.ts';
import { codeOfForecast, forecastIfAny, forecastLines, forecastOf, whyNobody } from '../send/forecast.ts';
import { sampleLines } from '../send/sample.ts';
import { type ScheduleOptions, scheduleOf } from '../send/schedule.ts';
import type { Session } from '../session.ts';
import { newTemplateFrom } from '../template-file.ts';
import { titled } from '../titles.ts';
import { UsageError } from '../usage-error.ts';
import { watchTask } from './tasks.ts';

export interface SendOptions extends ScheduleOptions, ContentOptions {
  from: string;
  template: string;
  list: string[];
  excludeList?: string[];
  subject?: string;
  replyTo?: string;
  text?: string;
  name?: string;
  tracking: boolean;
  dryRun?: boolean;
  yes?: boolean;
  force?: boolean;
  watch?: boolean;
}

/** A task in the form of the API. */
type Wish = ReturnType<typeof wishOf> & { templateId: string } & Lists;

/** Its lists. One alone is named in the way that every version of the API knows. */
type Lists = ({ listId: string } | { listIds: string[] }) & { excludeListIds?: string[] };

/** Creates a task, after a look at its effect. Whatever else it made is gone if there is no task. */
export async function send(session: Session, options: SendOptions): Promise<number> {
  if (!options.yes && !options.dryRun && session.terminal.confirm === null) {
    throw new UsageError('there is no terminal to confirm on: add --yes to send, or --dry-run to look only');
  }
  const wish = wishOf(options);
  const files = { template: templateIn(options), lists: await filesIn(options.list) };
  const api = await session.api();
  const made = new Made(api);
  try {
    if (files.lists.some(({ csv }) => csv !== null)) await requireDomain(api, options.from);
    const templateId = files.template ? await made.template(files.template) : await templateNamed(api, options);
    const excludeListIds = await inTurn(options.excludeList ?? [], (said) => listNamed(api, said));
    const listIds = await inTurn(files.lists, (list) => listOf(session, list, { api, made }));
    if (listIds === null || excludeListIds === null) return EXIT.failed;
    const task: Wish = { ...wish, templateId, ...listsOf(listIds, excludeListIds) };
    const notes = await notesOn(api, templateId);
    const refusal = await lookFirst(session, { api, task, notes, isOwn: files.template !== null, options });
    if (refusal !== null) return refusal;
    const created = await api.post<NewTask>('/v1/tasks', task, { idempotencyKey: crypto.randomUUID() });
    for (const { event, line } of made.keep()) session.show([line], [event]);
    const [titledTask = created] = await titled(api, [created]);
    tell(session, { created, title: nameOf({ ...titledTask, rate: 0 }), notes: options.yes ? notes : [] });
    return options.watch ? await watchTask(session, created.taskId) : EXIT.done;
  } finally {
    session.warn(await made.remove());
  }
}

interface Sent {
  created: NewTask;
  title: string;
  notes: string[];
}

function tell(session: Session, { created, title, notes }: Sent): void {
  const said = [...notes, ...created.warnings.map(({ message }) => message)].map((note) => `note: ${note}`);
  session.show(
    [`task ${created.taskId}: ${title}`, ...said],
    [{ event: 'created', ...created }, ...notes.map((message) => ({ event: 'note', message }))],
  );
}

/** What the options alone say. Throws `UsageError`. */
function wishOf(options: SendOptions) {
  const { from, subject, name, replyTo, tracking } = options;
  const attachments = attachmentsOf(options);
  return {
    from,
    ...scheduleOf(options),
    templateData: dataOf(options),
    ...(subject && { subject }),
    ...(name && { name }),
    ...(replyTo && { replyTo }),
    ...(tracking ? {} : { tracking: false }),
    ...(attachments.length > 0 && { attachments }),
  };
}

/** A new template in a file; without a text of its own, that part is made from its HTML. Null for one that exists. */
function templateIn({ template, text, subject }: SendOptions) {
  if (isId(template) || !isFile(template)) {
    if (text === undefined) return null;
    throw new UsageError('--text goes with a --template that is an HTML file');
  }
  return newTemplateFrom(template, { text, subject });
}

const templateNamed = (api: ApiClient, { template }: SendOptions): Promise<string> =>
  named(template, () => templateIdOf(api, template));

const listNamed = (api: ApiClient, said: string): Promise<string> => named(said, () => listIdOf(api, said));

/** A list as the caller says it, with its rows where it is a file. */
interface SaidList {
  said: string;
  csv: Blob | null;
}

const filesIn = (lists: string[]): Promise<SaidList[]> =>
  Promise.all(lists.map(async (said) => ({ said, csv: isFile(said) ? await openFile(said) : null })));

const listOf = (
  session: Session,
  { said, csv }: SaidList,
  { api, made }: { api: ApiClient; made: Made },
): Promise<string | null> => (csv === null ? listNamed(api, said) : listFrom(session, csv, { api, made, path: said }));

/** What each of them comes to, one after another; null as soon as one of them comes to nothing. */
async function inTurn<T>(all: T[], each: (one: T) => Promise<string | null>): Promise<string[] | null> {
  const results: string[] = [];
  for (const one of all) {
    const result = await each(one);
    if (result === null) return null;
    results.push(result);
  }
  return results;
}

function listsOf(listIds: string[], excludeListIds: string[]): Lists {
  const [listId] = listIds;
  const mailed = listIds.length === 1 && listId !== undefined ? { listId } : { listIds };
  return { ...mailed, ...(excludeListIds.length > 0 && { excludeListIds }) };
}

/** What is no id, no file and no name is most likely meant to be a file. */
async function named(said: string, find: () => Promise<string>): Promise<string> {
  if (/[./\\]/.test(said)) throw new UsageError(`there is no file ${said}`);
  return await find();
}

/** A new list with the rows of a CSV; null when that could not be read. */
async function listFrom(
  session: Session,
  file: Blob,
  { api, made, path }: { api: ApiClient; made: Made; path: string },
): Promise<string | null> {
  const progress = createProgress(session.terminal.output, session.json);
  try {
    const listId = await made.list(basename(path));
    return (await importCsv(session, { api, progress, listId, file, path })) ? listId : null;
  } finally {
    progress.close();
  }
}

/** Before a long upload that would be for nothing. What is no mailbox is left to the API, which says why. */
async function requireDomain(api: ApiClient, from: string): Promise<void> {
  const mailbox = parseMailbox(from);
  if (mailbox === null) return;
  await api.get<Domain>('/v1/domains/{domain}', { params: { domain: domainOf(mailbox.address) } });
}

/** What prevents nothing, but should be known before something is sent. That a template is missing says the task. */
async function notesOn(api: ApiClient, templateId: string): Promise<string[]> {
  const [template, { hold }] = await Promise.all([
    api.get<Template>('/v1/templates/{id}', { params: { id: templateId } }).catch(() => null),
    api.get<Account>('/v1/account'),
  ]);
  return [
    ...(template?.warnings ?? []).map(({ path, message }) => `the template: ${path.slice(1)} ${message}`),
    ...(hold === null ? [] : [`everything is held (${hold.reason}): nothing is sent until npx mailramp release`]),
  ];
}

interface Look {
  api: ApiClient;
  task: Wish;
  notes: string[];
  /** Whether the template was made for this task, with its subject. */
  isOwn: boolean;
  options: SendOptions;
}

/** Looks before it sends, and asks. Answers the exit code if nothing is to be sent, else null. */
async function lookFirst(session: Session, look: Look): Promise<number | null> {
  const { api, task, options } = look;
  const { yes, dryRun, force } = options;
  if (yes && force && !dryRun) return null;
  if (dryRun) {
    const forecast = await forecastOf(api, task);
    await showLook(session, look, forecast);
    return codeOfForecast(forecast);
  }
  const forecast = await forecastIfAny(api, task);
  if (!yes) await showLook(session, look, forecast);
  refuseIfNobody(forecast, force ?? false);
  if (yes || (await session.terminal.confirm?.('Send it?'))) return null;
  session.show(['Not sent.'], [{ event: 'not-sent' }]);
  return EXIT.done;
}

async function showLook(session: Session, { api, task, notes, isOwn }: Look, forecast: DryRun | null): Promise<void> {
  const listIds = 'listIds' in task ? task.listIds : [task.listId];
  const sampled = { ...task, listIds, subject: isOwn ? null : (task.subject ?? null) };
  const sample = session.json ? [] : await sampleLines(api, sampled, session.columns);
  const lines = forecast === null ? ['the list is too long to be looked through'] : forecastLines(forecast);
  session.show(
    [...sample, ...lines, ...notes.map((note) => `note: ${note}`), ''],
    [{ event: 'dry-run', ...forecast }, ...notes.map((message) => ({ event: 'note', message }))],
  );
}

function refuseIfNobody(forecast: DryRun | null, force: boolean): void {
  const why = forecast && whyNobody(forecast);
  if (why && !force) throw new Error(`${why}. Nothing was sent; --force sends it all the same`);
}
