import { ApiProblem } from '../adapters/api/problem.ts';

/** Fields of the API that an option of another name stands for. */
const OPTIONS_OF_FIELDS: Record<string, string> = {
  attachments: '--attach',
  excludeListIds: '--exclude-list',
  html: '--template',
  intervalHours: '--every',
  listId: '--list',
  listIds: '--list',
  outcomes: '--outcome',
  recurrence: '--every',
  replyTo: '--reply-to',
  startAt: '--at',
  templateData: '--set',
  templateId: '--template',
  timeZone: '--time-zone',
};

/** What went wrong, in the words of the command line: a line per field. `options` are those of the command. */
export function linesOfFault(error: unknown, options: readonly string[]): string[] {
  if (!(error instanceof ApiProblem)) return [error instanceof Error ? error.message : String(error)];
  if (error.errors.length > 0) {
    return error.errors.map(({ path, message }) => `${placeOf(path, options)}: ${message}`);
  }
  if (error.status === 401)
    return [`the key was refused: give one with --key, or see npx mailramp outputs (${error.code})`];
  return [error.code === null ? error.message : `${error.detail} (${error.code})`];
}

/** `/startAt` as `--at` and `/attachments/0/name` as `--attach/0/name`, where the command has such an option. */
function placeOf(path: string, options: readonly string[]): string {
  const [field = '', ...rest] = path.slice(1).split('/');
  if (field === '') return 'body';
  const option = OPTIONS_OF_FIELDS[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return [options.includes(option) ? option : field, ...rest].join('/');
}
