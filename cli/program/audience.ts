import { SUPPRESSION_REASONS } from '../../core/audience/suppressions.ts';
import { type ImportOptions, importFile } from '../commands/import.ts';
import { importSuppressions } from '../commands/import-suppressions.ts';
import { createList, deleteList, renameList, showList, showLists } from '../commands/lists.ts';
import { forget, showPerson } from '../commands/person.ts';
import { showSuppressions, suppress, unsuppress } from '../commands/suppressions.ts';
import type { Commands } from './commands.ts';
import { MOST_SHOWN, numberWithin } from './parsers.ts';

/** Whom mail goes to, and whom not. */
export function addAudience({ command, heading, session, end }: Commands): void {
  heading('Recipients');
  command('import <list> <file>', 'import a CSV into a list, or into a new one where none has that name')
    .option('--email-column <name>', 'the column of the addresses (default: it is found)')
    .option('--columns <names>', 'the columns that become data, separated by commas (default: all that have a name)')
    .option('--encoding <encoding>', 'such as windows-1252 or shift_jis (default: it is detected)')
    .option('--delimiter <character>', 'comma, semicolon, |, or the word tab (default: it is detected)')
    .action(async (list: string, file: string, options: ImportOptions) =>
      end(await importFile(session(), list, file, options)),
    );

  const lists = command('lists', 'show all lists, or work with one').action(() => showLists(session()));
  command('show <list>', 'show a list and some of its recipients', lists).action((list: string) =>
    showList(session(), list),
  );
  command('create <name>', 'make an empty list', lists).action((name: string) => createList(session(), name));
  command('rename <list> <name>', 'give a list another name', lists).action((list: string, name: string) =>
    renameList(session(), list, name),
  );
  command('delete <list>', 'delete a list with its recipients', lists)
    .option('-y, --yes', 'skip the question')
    .action(async (list: string, options: { yes?: boolean }) => end(await deleteList(session(), list, options)));

  const suppressions = command('suppressions', 'show who gets no mail, the latest first')
    .option('--limit <n>', 'number of addresses', numberWithin(1, MOST_SHOWN), 50)
    .action((options: { limit: number }) => showSuppressions(session(), options));
  command('import <file>', 'import a CSV of addresses, with columns reason and domain if there are any', suppressions)
    .option('--email-column <name>', 'the column of the addresses (default: it is found)')
    .option('--encoding <encoding>', 'such as windows-1252 or shift_jis (default: it is detected)')
    .option('--delimiter <character>', 'comma, semicolon, |, or the word tab (default: it is detected)')
    .action(async (file: string, options: Omit<ImportOptions, 'columns'>) =>
      end(await importSuppressions(session(), file, options)),
    );
  command('suppress <address>', 'stop all mail to an address')
    .option('--reason <reason>', `${SUPPRESSION_REASONS.join(', ')} (default: manual)`)
    .option('--domain <domain>', 'the sending domain of --reason unsubscribe')
    .action((address: string, options: { reason?: string; domain?: string }) => suppress(session(), address, options));
  command('unsuppress <address>', 'allow mail to an address again').action((address: string) =>
    unsuppress(session(), address),
  );
  command('why <address>', 'show why somebody gets mail or none: suppressions, and the mails to them').action(
    (address: string) => showPerson(session(), address),
  );
  command('forget <address>', 'erase a person from all lists and records of mails')
    .option('-y, --yes', 'skip the question')
    .action(async (address: string, options: { yes?: boolean }) => end(await forget(session(), address, options)));
}
