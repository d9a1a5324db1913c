import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ApiClient } from '../../adapters/api/client.ts';
import { MAX_FORECAST_DAYS } from '../../core/forecast/forecast.ts';
import type { DryRun, NewTask } from '../answers.ts';
import { nameOf } from '../progress.ts';
import type { Session } from '../session.ts';
import { facts } from '../table.ts';
import { count } from '../text.ts';
import { UsageError } from '../usage-error.ts';
import { isId, listFromFile } from './import.ts';
import { watchTask } from './tasks.ts';

export interface SendOptions {
  from: string;
  template: string;
  list: string;
  subject?: string;
  name?: string;
  at?: string;
  every?: string;
  timeZone?: string;
  dryRun?: boolean;
  yes?: boolean;
  watch?: boolean;
}

/** Days of a forecast that are shown one by one. */
const DAYS_SHOWN = 7;

/** Creates a task, after a preview of its effect. Returns the exit code. */
export async function send(session: Session, options: SendOptions): Promise<number> {
  const schedule = scheduleOf(options);
  const { confirm } = session.terminal;
  if (!options.yes && !options.dryRun && confirm === null) {
    throw new UsageError('there is no terminal to confirm on: add --yes to send, or --dry-run to look only');
  }
  const api = await session.api();
  const templateId = isId(options.template) ? options.template : await newTemplate(session, api, options);
  const listId = isId(options.list) ? options.list : await listFromFile(session, options.list);
  if (listId === null) return 1;
  const { from, subject, name } = options;
  const task = { from, templateId, listId, ...schedule, ...(subject && { subject }), ...(name && { name }) };
  if (!options.yes) {
    const forecast = await api.post<DryRun>('/v1/tasks', task, { query: { dryRun: true } });
    session.show([...linesOf(forecast), ''], [{ event: 'dry-run', ...forecast }]);
    if (options.dryRun) return 0;
    if (!(await confirm?.('Send it?'))) {
      session.show(['Not sent.'], [{ event: 'not-sent' }]);
      return 0;
    }
  }
  const made = await api.post<NewTask>('/v1/tasks', task, { idempotencyKey: crypto.randomUUID() });
  session.show(
    [`task ${made.taskId}: ${nameOf({ ...made, rate: 0 })}`, ...made.warnings.map(({ message }) => `note: ${message}`)],
    [{ event: 'created', ...made }],
  );
  return options.watch ? watchTask(session, made.taskId) : 0;
}

/** When a task runs, in the words of the API. */
function scheduleOf({ at, every, timeZone }: SendOptions): Record<string, unknown> {
  if (every === undefined) {
    if (timeZone !== undefined) throw new UsageError('--time-zone is allowed only with --every day, week or month');
    return at === undefined ? { type: 'immediate' } : { type: 'timed', startAt: at };
  }
  if (at === undefined) throw new UsageError('--every needs --at, the time of the first run');
  const [, hours] = /^(\d{1,4})h?$/.exec(every) ?? [];
  if (hours !== undefined) return { type: 'recurring', startAt: at, intervalHours: Number(hours) };
  if (!['day', 'week', 'month'].includes(every)) {
    throw new UsageError(`--every must be hours, such as 24h, or day, week or month, but is '${every}'`);
  }
  const [, time, offset] = /T(\d\d:\d\d)(?::[\d.]+)?(Z|[+-]\d\d:?\d\d)$/i.exec(at) ?? [];
  if (time === undefined) throw new UsageError(`--at must be a time such as 2027-01-05T09:00:00Z, but is '${at}'`);
  if (timeZone === undefined && offset?.toUpperCase() !== 'Z') {
    throw new UsageError(
      '--every day, week or month needs --time-zone, such as Europe/Berlin, or an --at that ends in Z',
    );
  }
  const recurrence = { every, at: time };
  return { type: 'recurring', startAt: at, recurrence, timeZone: timeZone ?? 'UTC' };
}

/** A template from an HTML file; its text part is derived from it. */
async function newTemplate(session: Session, api: ApiClient, { template, subject }: SendOptions): Promise<string> {
  const html = readText(template);
  const name = basename(template);
  const input = { name, html, ...(subject && { subject }) };
  const { templateId } = await api.post<{ templateId: string }>('/v1/templates', input);
  session.show([`new template ${templateId}: ${name}`], [{ event: 'template', templateId, name }]);
  return templateId;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`there is no file ${file}`);
  }
}

const sumOf = (counts: Record<string, number>): string => {
  const entries = Object.entries(counts);
  if (entries.length === 0) return '';
  const total = entries.reduce((sum, [, n]) => sum + n, 0);
  return `${count(total)} (${entries.map(([reason, n]) => `${reason} ${count(n)}`).join(', ')})`;
};

function linesOf({ requested, skipped, failing, missingVariables, days, finishesOn }: DryRun): string[] {
  const rest = days.length - DAYS_SHOWN;
  return facts([
    ['recipients', count(requested)],
    ['skipped', sumOf(skipped)],
    ['will fail', sumOf(failing)],
    ['missing', missingVariables.map(({ name, recipients }) => `${name} for ${count(recipients)}`).join(', ')],
    ...days.slice(0, DAYS_SHOWN).map(({ day, planned }): [string, string] => [day, `${count(planned)} mails`]),
    ['', rest > 0 ? `and ${count(rest)} more days` : null],
    ['ends', finishesOn ?? `in more than ${count(MAX_FORECAST_DAYS)} days`],
  ]);
}
