import { SUPPRESSION_REASONS } from '../../core/audience/suppressions.ts';
import { OUTCOMES } from '../../core/tasks/list-recipients.ts';
import type { ExportWish } from '../answers.ts';
import { type ExportOptions, exportCsv, exportList } from '../commands/export.ts';
import type { Commands } from './commands.ts';

/** What is asked for is checked by the API, which names what is wrong. */
type Asked = ExportOptions & Record<string, string | undefined>;
const given = (wish: Record<string, string | undefined>): ExportWish => wish as unknown as ExportWish;

/** Files for spreadsheets. */
export function addExports({ command, heading, session, end }: Commands): void {
  heading('Exports');
  const exports = command('export', 'write what is known into a CSV for spreadsheets');
  const fileOption = ['--output <file>', 'where the CSV goes (default: a name of its own, in this folder)'] as const;
  command('list <list>', 'the recipients of a list, with their data', exports)
    .option(...fileOption)
    .action(async (list: string, options: ExportOptions) => end(await exportList(session(), list, options)));
  command('run <task>', 'who got a task, who did not and why, and what became of the mails', exports)
    .option('--run <run>', 'a run of the task (default: the one that the task shows)')
    .option('--outcome <outcome>', `only ${OUTCOMES.join(', ')}`)
    .option('--reason <reason>', 'only with this reason')
    .option(...fileOption)
    .action(async (taskId: string, { run, outcome, reason, ...options }: Asked) =>
      end(
        await exportCsv(
          session(),
          given({ of: 'run', taskId, runId: run, outcome, reason }),
          options,
          `run-${taskId}.csv`,
        ),
      ),
    );
  command('suppressions', 'who gets no mail, and why', exports)
    .option('--reason <reason>', `only ${SUPPRESSION_REASONS.join(', ')}`)
    .option('--domain <domain>', 'only unsubscribes from the mail of this domain')
    .option(...fileOption)
    .action(async ({ reason, domain, ...options }: Asked) =>
      end(await exportCsv(session(), given({ of: 'suppressions', reason, domain }), options, 'suppressions.csv')),
    );
  command('statistics', 'how much was sent, delivered, opened and bounced, day by day', exports)
    .requiredOption('--from <day>', 'the first quota day, such as 2027-01-05')
    .requiredOption('--to <day>', 'the last quota day')
    .option('--domain <domain>', 'only the mail of this domain')
    .option(...fileOption)
    .action(async ({ from, to, domain, ...options }: Asked) =>
      end(
        await exportCsv(
          session(),
          given({ of: 'statistics', from, to, domain }),
          options,
          `statistics-${from}-${to}.csv`,
        ),
      ),
    );
}
