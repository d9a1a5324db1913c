import { PAGE_LIMIT } from '../../core/page-limit.ts';
import { RETRY_OUTCOMES } from '../../core/runs/run.ts';
import { OUTCOMES } from '../../core/tasks/list-recipients.ts';
import { OVERLAPS } from '../../core/tasks/task.ts';
import {
  deleteTask,
  type RecipientsOptions,
  type RetryOptions,
  retryTask,
  showRecipients,
} from '../commands/recipients.ts';
import { type SendOptions, send } from '../commands/send.ts';
import { showTaskWithReasons } from '../commands/task-reasons.ts';
import { changeTask, showTasks } from '../commands/tasks.ts';
import type { Commands } from './commands.ts';
import { MOST_SHOWN, numberWithin, repeated } from './parsers.ts';

/** Tasks, and what becomes of them. */
export function addCampaigns({ command, heading, session, end }: Commands): void {
  heading('Campaigns');
  command('send', 'send a template to lists: now, at a given time, or repeatedly')
    .requiredOption('--from <mailbox>', 'the sender: an address, or a name and an address')
    .requiredOption('--template <id|name|file>', 'a template, or an HTML or .txt file to create one from')
    .requiredOption('--list <id|name|file>', 'a list, or a CSV file to create one from; may be repeated', repeated)
    .option('--exclude-list <id|name>', 'a list whose members are left out; may be repeated', repeated)
    .option('--subject <text>', 'replaces the subject of the template')
    .option('--reply-to <mailbox>', 'where answers go')
    .option('--text <file>', 'the text part of a --template that is an HTML file (default: made from the HTML)')
    .option('--set <name=value>', 'a value for the template, for all recipients; may be repeated', repeated)
    .option('--values <file>', 'a JSON object with values for the template, for all recipients')
    .option('--attach <file>', 'a file that goes with each mail; may be repeated', repeated)
    .option('--no-tracking', 'do not track opens and clicks')
    .option('--name <text>', 'name of the task')
    .option('--at <time>', 'start time, such as 2027-01-05T09:00:00+01:00')
    .option('--every <hours|day|week|month>', 'repeat from --at on, such as 24h')
    .option('--time-zone <zone>', 'time zone of --every day, week and month, such as Europe/Berlin')
    .option('--until <time|n>', 'when --every ends: no run after a time, or n runs in all')
    .option('--overlap <rule>', `a run that is due while one is at work: ${OVERLAPS.join(' or ')}`)
    .option('--dry-run', 'only show what would happen; nothing is created')
    .option('-y, --yes', 'skip the preview and the question')
    .option('--force', 'send even if nobody would get it')
    .option('-w, --watch', 'stay until the task is finished')
    .action(async (options: SendOptions) => end(await send(session(), options)));

  command('tasks', 'list the latest tasks')
    .option('--status <status>', 'only tasks with this status')
    .option(
      '--limit <n>',
      `number of tasks, ${PAGE_LIMIT.min} to ${PAGE_LIMIT.max}`,
      numberWithin(PAGE_LIMIT.min, PAGE_LIMIT.max),
      20,
    )
    .action((options: { status?: string; limit: number }) => showTasks(session(), options));

  command('task <id>', 'show one task')
    .option('-w, --watch', 'follow the task until it ends')
    .action(async (id: string, options: { watch?: boolean }) => end(await showTaskWithReasons(session(), id, options)));

  for (const action of ['pause', 'resume', 'cancel'] as const) {
    command(`${action} <id>`, `${action} a task`).action((id: string) => changeTask(session(), id, action));
  }

  command('recipients <id>', 'show who got a task, who did not, and why')
    .option('--outcome <outcome>', `only ${OUTCOMES.join(', ')}`)
    .option('--address <address>', 'only this recipient')
    .option('--run <run>', 'a run of the task (default: the one that the task shows)')
    .option('--limit <n>', 'number of recipients', numberWithin(1, MOST_SHOWN), 50)
    .action((id: string, options: RecipientsOptions) => showRecipients(session(), id, options));

  command('retry <id>', 'send a task once more to those who did not get it')
    .option('--outcome <outcome>', `${RETRY_OUTCOMES.join(' or ')}; may be repeated (default: failed)`, repeated)
    .option('-w, --watch', 'stay until the task is finished')
    .action(async (id: string, options: RetryOptions) => end(await retryTask(session(), id, options)));

  command('delete <id>', 'delete a task that is over, with the records of who got what')
    .option('-y, --yes', 'skip the question')
    .action(async (id: string, options: { yes?: boolean }) => end(await deleteTask(session(), id, options)));
}
