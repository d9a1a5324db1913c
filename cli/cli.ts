import { type Command, CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { linesOfFault } from './faults.ts';
import { createProgram } from './program/program.ts';
import type { Terminal } from './session.ts';
import { plain } from './text.ts';
import { UsageError } from './usage-error.ts';

/** Runs one command. Returns its exit code, one of `EXIT`. */
export async function runCli(args: string[], terminal: Terminal): Promise<number> {
  let exitCode = EXIT.done;
  let running: Command | undefined;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  program.hook('preAction', (_, command) => {
    running = command;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (terminal.signal.aborted) return EXIT.interrupted;
    const options = running?.options.map(({ long }) => long ?? '') ?? [];
    for (const line of linesOfFault(error, options)) terminal.errors.write(`mailramp: ${plain(line)}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}
