import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ApiProblem } from '../adapters/api/problem.ts';
import { MAX_LIST_MEMBERS } from '../core/audience/list-store.ts';
import { PAGE_LIMIT } from '../core/page-limit.ts';
import { showAccount, switchAll } from './commands/account.ts';
import { type FirstAccountOptions, runFirstAccount } from './commands/first-account.ts';
import { importFile } from './commands/import.ts';
import { showOutputs } from './commands/outputs.ts';
import { runSelfTest } from './commands/self-test.ts';
import { type SendOptions, send } from './commands/send.ts';
import { changeTask, showTask, showTasks } from './commands/tasks.ts';
import { showWarmUp } from './commands/warm-up.ts';
import type { Output } from './progress.ts';
import { Session, type Terminal } from './session.ts';
import { UsageError } from './usage-error.ts';

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

export interface CliTerminal extends Terminal {
  errors: Output;
}

/** Runs one command. Returns the exit code: 0 done, 1 refused or failed, 2 wrong usage, 130 stopped by Ctrl-C. */
export async function runCli(args: string[], terminal: CliTerminal): Promise<number> {
  let exitCode = 0;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    if (terminal.signal.aborted) return EXIT_INTERRUPTED;
    for (const line of linesOf(error)) terminal.errors.write(`mailramp: ${line}\n`);
    return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILURE;
  }
}

/** One line per field. */
function linesOf(error: unknown): string[] {
  if (error instanceof ApiProblem && error.errors.length > 0) {
    return error.errors.map(({ path, message }) => `${path.slice(1) || 'body'}: ${message}`);
  }
  if (error instanceof ApiProblem) return [error.code === null ? error.message : `${error.detail} (${error.code})`];
  return [error instanceof Error ? error.message : String(error)];
}

function createProgram(terminal: CliTerminal, end: (code: number) => void): Command {
  const program = new Command('mailramp')
    .description('Campaigns from the command line, with mailramp on this machine or on AWS.')
    .option('--url <url>', 'URL of the API (default: MAILRAMP_URL, then what outputs shows)')
    .option('--key <key>', 'API key (default: MAILRAMP_API_KEY, then what outputs shows)')
    .option('--data <dir>', 'use the product that runs on this directory (default .mailramp)')
    .option('--outputs <file>', 'use the stack in this file of cdk deploy --outputs-file (default cdk-outputs.json)')
    .option('--json', 'print one JSON object per line')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => void terminal.output.write(text),
      writeErr: (text) => void terminal.errors.write(text.replace(/^error: /, 'mailramp: ')),
    })
    .exitOverride();
  /** Options of the program may follow those of the command. */
  const command = (usage: string, description: string) => program.command(usage).description(description);
  const commands = { command, session: () => new Session(terminal, program.opts()), end };
  addCampaigns(commands);
  addChecks(commands);
  return program;
}

/** What the commands are made with. `end` takes the exit code. */
interface Commands {
  command(usage: string, description: string): Command;
  session(): Session;
  end(code: number): void;
}

function addCampaigns({ command, session, end }: Commands): void {
  command('send', 'send a template to a list: now, at a given time, or repeatedly')
    .requiredOption('--from <mailbox>', 'the sender: an address, or a name and an address')
    .requiredOption('--template <id|file>', 'a template, or an HTML file to create one from')
    .requiredOption('--list <id|file>', 'a list, or a CSV file to create one from')
    .option('--subject <text>', 'replaces the subject of the template')
    .option('--name <text>', 'name of the task')
    .option('--at <time>', 'start time, such as 2027-01-05T09:00:00+01:00')
    .option('--every <hours|day|week|month>', 'repeat from --at on, such as 24h')
    .option('--time-zone <zone>', 'time zone of --every day, week and month, such as Europe/Berlin')
    .option('--dry-run', 'only show what would happen')
    .option('-y, --yes', 'skip the preview and the question')
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
    .action(async (id: string, options: { watch?: boolean }) => end(await showTask(session(), id, options)));

  for (const action of ['pause', 'resume', 'cancel'] as const) {
    command(`${action} <task>`, `${action} a task`).action((id: string) => changeTask(session(), id, action));
  }

  command('warm-up <domain>', 'show the ramp of a domain').action((domain: string) => showWarmUp(session(), domain));

  command('import <list> <file>', 'import a CSV into a list, or into a new list of that name').action(
    async (list: string, file: string) => end(await importFile(session(), list, file)),
  );
}

function addChecks({ command, session, end }: Commands): void {
  command('self-test', 'send mails to the SES simulator, and check that their events come back')
    .option('--domain <domain>', 'the sending domain (default: any that is verified)')
    .action(async (options: { domain?: string }) => end(await runSelfTest(session(), options)));

  command('first-account', 'check what only a real account can show, and print the answers to pass on')
    .option('--domain <domain>', 'the sending domain (default: any that is verified)')
    .option('--to <address>', 'a verified address, to learn whether the sandbox lets mail through to it')
    .option('--only <checks>', 'only these checks, separated by commas; a check that takes hours runs only if named')
    .option(
      '--rows <n>',
      'rows of the import (default 1,000,000; 20,000 on one machine)',
      numberWithin(1, MAX_LIST_MEMBERS),
    )
    .option('--minutes <n>', 'duration of the run at the full rate', numberWithin(1, 60), 5)
    .option('-y, --yes', 'skip the question')
    .action(async (options: FirstAccountOptions) => end(await runFirstAccount(session(), options)));

  command('account', 'show what the account may send, and whether everything is held').action(() =>
    showAccount(session()),
  );
  command('hold-all', 'hold everything: nothing is sent until release').action(() => switchAll(session(), 'hold'));
  command('release', 'release everything that is held').action(() => switchAll(session(), 'release'));

  command('outputs', 'show which installation is used, and where it was found').action(() => showOutputs(session()));
}

/** Reads a whole number of an option. */
const numberWithin =
  (least: number, most: number) =>
  (text: string): number => {
    const n = Number(text);
    if (Number.isInteger(n) && n >= least && n <= most) return n;
    throw new InvalidArgumentError(`It must be from ${least} to ${most.toLocaleString('en-US')}.`);
  };
