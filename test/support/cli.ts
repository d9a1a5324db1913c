import { runCli } from '../../cli/cli.ts';
import type { Product } from './product.ts';

/** How a command ended, and what it said. */
export interface Said {
  code: number;
  /** Without empty lines. */
  lines: string[];
  errors: string[];
}

export interface CallerOptions {
  /** The answer to every question, or how it is found; null without a terminal. */
  answer?: boolean | null | (() => Promise<boolean>);
  environment?: Record<string, string>;
  isTTY?: boolean;
  columns?: number;
  signal?: AbortSignal;
}

/** Runs a command in this process, as a shell would: many commands need no process of their own. */
export async function runCommand(args: string[], options: CallerOptions = {}): Promise<Said> {
  const { answer = null, environment = {}, isTTY = false, columns = 100 } = options;
  const written = { output: '', errors: '' };
  const code = await runCli(args, {
    output: {
      isTTY,
      columns,
      write: (text: string) => {
        written.output += text;
      },
    },
    errors: {
      write: (text: string) => {
        written.errors += text;
      },
    },
    environment,
    confirm: answer === null ? null : typeof answer === 'boolean' ? async () => answer : answer,
    signal: options.signal ?? new AbortController().signal,
  });
  const linesIn = (text: string) => text.split('\n').filter((line) => line !== '');
  return { code, lines: linesIn(written.output), errors: linesIn(written.errors) };
}

/** Runs commands against a product. */
export const callerOf =
  (product: Product, defaults: CallerOptions = {}) =>
  (args: string[], options: CallerOptions = {}): Promise<Said> =>
    runCommand(['--data', product.directory, ...args], { ...defaults, ...options });
