import { Command } from 'commander';
import { Session, type Terminal } from '../session.ts';
import { versionOfProduct } from '../version.ts';
import { addAudience } from './audience.ts';
import { addCampaigns } from './campaigns.ts';
import { addChecks } from './checks.ts';
import { addContent } from './content.ts';
import { addDomains } from './domains.ts';
import { addExports } from './exports.ts';

/** The command line with all its commands. `end` takes the exit code of the one that runs. */
export function createProgram(terminal: Terminal, end: (code: number) => void): Command {
  const program = new Command('mailramp');
  program
    .description('Campaigns from the command line, with mailramp on this machine or on AWS.')
    .version(versionOfProduct(), '-V, --version', 'print the version')
    .option('--url <url>', 'URL of the API (default: MAILRAMP_URL, then what outputs shows)')
    .option('--key <key>', 'API key (default: MAILRAMP_API_KEY, then what outputs shows)')
    .option('--data <dir>', 'use the product that runs on this directory (default .mailramp)')
    .option('--outputs <file>', 'use the stack in this file of cdk deploy --outputs-file (default cdk-outputs.json)')
    .option('--json', 'print one JSON object per line')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride();
  writeTo(terminal, program);
  /** Options of the program may follow those of the command. */
  const command = (usage: string, description: string, group = program): Command => {
    const made = group.command(usage).description(description);
    writeTo(terminal, made);
    return made;
  };
  const heading = (title: string): void => void program.commandsGroup(`${title}:`);
  const commands = { command, heading, session: () => new Session(terminal, program.opts()), end };
  addDomains(commands);
  addAudience(commands);
  addContent(commands);
  addCampaigns(commands);
  addExports(commands);
  addChecks(commands);
  heading('Help');
  return program;
}

/** The full name of a command, as it is typed. */
function nameOf(command: Command): string {
  return command.parent === null ? `npx ${command.name()}` : `${nameOf(command.parent)} ${command.name()}`;
}

/** A group takes the name of a command that it does not have for an argument. */
function faultOf(command: Command, text: string): string {
  const fault = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\n/g, ' ')
    .replace(/\.$/, '');
  const [said] = command.args;
  if (command.commands.length === 0 || command.parent === null || said === undefined) return fault;
  const names = command.commands.map((each) => each.name()).join(', ');
  return `there is no '${command.name()} ${said}', but there are ${names}`;
}

/** What is wrong with the usage is one line, and says where the right one is. */
function writeTo({ output, errors }: Terminal, command: Command): void {
  command.configureOutput({
    writeOut: (text) => void output.write(text),
    writeErr: (text) => void errors.write(text),
    outputError: (text, write) => {
      write(`mailramp: ${faultOf(command, text)}; see ${nameOf(command)} --help\n`);
    },
  });
}
