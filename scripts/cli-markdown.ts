import type { Argument, Command } from 'commander';
import { createProgram } from '../cli/program/program.ts';

const BEGIN = '<!-- The commands, written by npm run docs: begin -->';
const END = '<!-- The commands: end -->';

/** The page with all commands as the program has them, between its two marks. */
export function withCommands(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error('the page has lost the marks of its commands');
  return `${before}${BEGIN}\n\n${commandsMarkdown()}\n${END}${after}`;
}

/** A table for each group of commands. */
function commandsMarkdown(): string {
  const nowhere = { write: () => undefined };
  const terminal = { output: nowhere, errors: nowhere, environment: {}, confirm: null, signal: AbortSignal.abort() };
  const program = createProgram(terminal, () => undefined);
  const groups = Map.groupBy(program.commands, (command) => command.helpGroup().replace(/:$/, ''));
  const everywhere = ['### Every command', '', ...tableOf(optionRows(program)), ''];
  const tables = [...groups].flatMap(([title, commands]) => [
    `### ${title}`,
    '',
    ...tableOf(commands.flatMap((command) => rowsOf(command, ''))),
    '',
  ]);
  return [...everywhere, ...tables].join('\n');
}

type Row = [term: string, description: string];

const tableOf = (rows: Row[]): string[] => [
  '| | |',
  '| --- | --- |',
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
];

function rowsOf(command: Command, group: string): Row[] {
  const name = `${group}${command.name()}`;
  const takes = command.registeredArguments.map((argument) => ` ${termOf(argument)}`).join('');
  const own: Row = [`**${code(`${name}${takes}`)}**`, cell(command.description())];
  return [own, ...optionRows(command), ...command.commands.flatMap((each) => rowsOf(each, `${name} `))];
}

const optionRows = (command: Command): Row[] =>
  command.options.map(({ flags, description, mandatory }) => [
    code(flags),
    cell(mandatory ? `${description}; required` : description),
  ]);

const termOf = (argument: Argument): string => {
  const inner = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${inner}>` : `[${inner}]`;
};

const code = (text: string): string => `\`${cell(text)}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|');
