import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ApiProblem } from '../adapters/api/problem.ts';
import { showAccount, switchAll } from './commands/account.ts';
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

/** Runs one command. Answers the exit code: 0 done, 1 refused or failed, 2 wrongly asked, 130 ended by Ctrl-C. */
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

/** One line a field. */
function linesOf(error: unknown): string[] {
  if (error instanceof ApiProblem && error.errors.length > 0) {
    return error.errors.map(({ path, message }) => `${path.slice(1) || 'body'}: ${message}`);
  }
  if (error instanceof ApiProblem) return [error.code === null ? error.message : `${error.detail} (${error.code})`];
  return [error instanceof Error ? error.message : String(error)];
}

function createProgram(terminal: CliTerminal, end: (code: number) => void): Command {
  const program = new Command('mailramp')
    .description('Campaigns from the command line, against a product on this machine or on AWS.')
    .option('--url <url>', 'the API (else MAILRAMP_URL, else what is found)')
    .option('--key <key>', 'an API key (else MAILRAMP_API_KEY, else what is found)')
    .option('--data <dir>', 'the product that runs on this directory (default .mailramp)')
    .option('--outputs <file>', 'the stack that cdk deploy --outputs-file wrote down (default cdk-outputs.json)')
    .option('--json', 'one JSON object a line')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => void terminal.output.write(text),
      writeErr: (text) => void terminal.errors.write(text.replace(/^error: /, 'mailramp: ')),
    })
    .exitOverride();
  const session = () => new Session(terminal, program.opts());
  /** Options of the program may stand behind those of the command. */
  const command = (usage: string, description: string) => program.command(usage).description(description);

  command('send', 'send a template to a list: now, at a time, or again and again')
    .requiredOption('--from <mailbox>', 'who sends: an address, or a name and an address')
    .requiredOption('--template <id|file>', 'a template, or an HTML file to make one of')
    .requiredOption('--list <id|file>', 'a list, or a CSV file to make one of')
    .option('--subject <text>', 'instead of the subject of the template')
    .option('--name <text>', 'what the task is called')
    .option('--at <time>', 'when it starts, such as 2027-01-05T09:00:00+01:00')
    .option('--every <hours|day|week|month>', 'again and again from --at on, such as 24h')
    .option('--time-zone <zone>', 'whose clock --every day, week and month follow, such as Europe/Berlin')
    .option('--dry-run', 'only show what would happen')
    .option('-y, --yes', 'do not show it, and do not ask')
    .option('-w, --watch', 'stay until it is finished')
    .action(async (options: SendOptions) => end(await send(session(), options)));

  command('tasks', 'the latest tasks')
    .option('--status <status>', 'only these')
    .option('--limit <n>', 'how many, 1 to 100', limit, 20)
    .action((options: { status?: string; limit: number }) => showTasks(session(), options));

  command('task <id>', 'one task')
    .option('-w, --watch', 'follow it to its end')
    .action(async (id: string, options: { watch?: boolean }) => end(await showTask(session(), id, options)));

  for (const action of ['pause', 'resume', 'cancel'] as const) {
    command(`${action} <task>`, `${action} a task`).action((id: string) => changeTask(session(), id, action));
  }

  command('warm-up <domain>', 'the ramp of a domain').action((domain: string) => showWarmUp(session(), domain));

  command('import <list> <file>', 'read a CSV into a list, or into a new one of that name').action(
    async (list: string, file: string) => end(await importFile(session(), list, file)),
  );

  command('self-test', 'send to the simulator of SES, and see whether all comes round')
    .option('--domain <domain>', 'which one sends (default: any that may)')
    .action(async (options: { domain?: string }) => end(await runSelfTest(session(), options)));

  command('account', 'what the account may send, and whether everything is held').action(() => showAccount(session()));
  command('hold-all', 'hold everything: nothing is sent until the release').action(() => switchAll(session(), 'hold'));
  command('release', 'let everything go on').action(() => switchAll(session(), 'release'));

  command('outputs', 'which product is used, and where it was found').action(() => showOutputs(session()));

  return program;
}

function limit(text: string): number {
  const n = Number(text);
  if (Number.isInteger(n) && n >= 1 && n <= 100) return n;
  throw new InvalidArgumentError('It must be from 1 to 100.');
}
