import type { Command } from 'commander';
import type { Session } from '../session.ts';

/** What the commands are made with. `end` takes the exit code. */
export interface Commands {
  /** A command of the program, or of a group of commands. */
  command(usage: string, description: string, group?: Command): Command;
  /** The commands from here on stand under a title in the help. */
  heading(title: string): void;
  session(): Session;
  end(code: number): void;
}
