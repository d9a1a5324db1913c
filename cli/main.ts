import { createInterface } from 'node:readline/promises';
import { runCli } from './cli.ts';
import { terminalOutput } from './output.ts';

const stopping = new AbortController();
process.on('SIGINT', () => {
  // Twice does not wait.
  if (stopping.signal.aborted) process.exit(130);
  stopping.abort();
});

// The reader, such as `head`, has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const isAsked = process.stdin.isTTY === true && process.stdout.isTTY === true;

async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal: stopping.signal })).trim());
  } finally {
    lines.close();
  }
}

process.exitCode = await runCli(process.argv.slice(2), {
  output: terminalOutput(process.stdout, process.env),
  errors: process.stderr,
  environment: process.env,
  confirm: isAsked ? confirm : null,
  signal: stopping.signal,
});
