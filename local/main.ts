import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiClient } from '../adapters/api/client.ts';
import { openLink } from '../cli/open-link.ts';
import { terminalOutput } from '../cli/output.ts';
import { createProgress, type Progress } from '../cli/progress.ts';
import { Watcher } from '../cli/watcher.ts';
import { signInLink } from '../core/access/sign-in-codes.ts';
import { buildProduct } from './build-product.ts';
import { FlagError } from './flag-values.ts';
import { type Flags, HELP, readFlags } from './flags.ts';
import { Home, HomeInUse, HomeUnusable } from './home.ts';
import { type Machine, startMachine } from './machine.ts';
import { makeSample, type SampleOptions, travelThrough } from './sample.ts';
import type { SubmissionPlace } from './submission.ts';

const SAMPLE = join(import.meta.dirname, '..', 'examples', 'autumn-letter');
const LOOK_MS = 250;
const IDLE_LOOK_MS = 1_000;
const EXIT_USAGE = 2;

async function main(): Promise<void> {
  // Addresses, keys and mails are for their owner alone, also in a directory that others may read.
  process.umask(0o077);
  let flags: Flags | 'help';
  let home: Home;
  try {
    flags = readFlags(process.argv.slice(2), process.env);
    if (flags === 'help') {
      process.stdout.write(HELP);
      return;
    }
    home = Home.open(flags.data);
  } catch (error) {
    const isExpected = [FlagError, HomeInUse, HomeUnusable].some((kind) => error instanceof kind);
    if (!isExpected || !(error instanceof Error)) throw error;
    process.stderr.write(
      `mailramp: ${error.message}\n${error instanceof FlagError ? 'See npm start -- --help\n' : ''}`,
    );
    process.exitCode = EXIT_USAGE;
    return;
  }
  process.on('exit', () => home.release());
  await run(flags, home);
}

/** Runs until a signal comes; a second one does not wait. */
async function run(flags: Flags, home: Home): Promise<void> {
  const progress = createProgress(terminalOutput(process.stdout, process.env), flags.json);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort();
    });
  }
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  let machine: Machine | undefined;
  try {
    machine = await startMachine({
      flags,
      home,
      build: buildProduct,
      onFault: (line) => tellFault(progress, line),
      onImport: (shown) => progress.import(shown),
    });
    const { apiUrl, apiKey, tencent, smtpPort, submission } = machine;
    home.publish({ apiUrl, apiKey, tencent, smtpPort, submission, pid: process.pid });
    tellReady(progress, flags, home, machine);
    if (flags.open) await openLink(await linkOnce(machine));
    const use = serve(flags, home, machine, progress, stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) tellFault(progress, reasonOf(error));
    });
    await stopped;
    await machine.stop();
    await use;
  } catch (error) {
    process.exitCode = 1;
    tellFault(progress, reasonOf(error));
    await machine?.stop();
  } finally {
    progress.close();
  }
  // Nothing is left to do; a handle that a library still holds open must not keep the process alive.
  process.exit();
}

/** The sample, if it is wanted, and the progress of all tasks for as long as we run. */
async function serve(
  flags: Flags,
  home: Home,
  machine: Machine,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const api = new ApiClient(machine.apiUrl, machine.apiKey);
  const watcher = new Watcher(api);
  let isBusy = true;
  let isFailing = false;
  const look = async (): Promise<void> => {
    const tasks = await watcher.look();
    isBusy = tasks.some(({ status }) => status === 'sending' || status === 'preparing');
    isFailing = false;
    progress.tasks(tasks);
  };
  const keepLooking = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await look();
      } catch (error) {
        // Reported once: progress is an extra, and must neither end the product nor fill the screen.
        if (!isFailing && !signal.aborted) tellFault(progress, reasonOf(error));
        isFailing = true;
      }
      await wait(isBusy ? LOOK_MS : IDLE_LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const watching = keepLooking();
  if (!flags.empty && flags.smtp === null) {
    const path = machine.isVolatile ? null : home.path('sample.json');
    const options: SampleOptions = { api, progress, directory: SAMPLE, path, signal };
    await travelThrough(await makeSample(options), options, look);
    if (!signal.aborted) tellWhere(progress, home, machine);
  }
  await watching;
}

const consoleOf = ({ apiUrl, signInCode }: Machine): string => signInLink(apiUrl, signInCode);

/** A link for a browser that is opened from here: others may see with what, so it works once. */
async function linkOnce({ apiUrl, apiKey }: Machine): Promise<string> {
  const made = await new ApiClient(apiUrl, apiKey).post<{ code: string }>('/v1/sign-in-codes');
  return signInLink(apiUrl, made.code);
}

function tellReady(progress: Progress, flags: Flags, home: Home, machine: Machine): void {
  const { apiUrl, smtpPort, submission, clock, tablesAre } = machine;
  progress.event(
    'ready',
    {
      apiUrl,
      consoleUrl: consoleOf(machine),
      smtpPort,
      submission,
      data: home.directory,
      now: new Date(clock.now()).toISOString(),
      pid: process.pid,
    },
    [`mailramp is at ${apiUrl} (tables: ${tablesAre})`, ''],
  );
  if (flags.empty || flags.smtp !== null) tellWhere(progress, home, machine);
}

function tellWhere(progress: Progress, { directory }: Home, machine: Machine): void {
  const { apiUrl, apiKey, smtpPort, submission } = machine;
  const place = directory === '.mailramp' ? '' : `--data ${directory} `;
  progress.event('serving', { apiUrl }, [
    `  console  ${consoleOf(machine)}`,
    `  API      ${apiUrl}/v1`,
    `  SMTP     ${smtpOf(submission)}, user apikey, password: the key`,
    `  key      ${apiKey}`,
    smtpPort === null ? '  mail     goes to the relay' : `  inbox    ${apiUrl}/inbox`,
    '',
    `  npx mailramp ${place}tasks`,
    '',
    'Serving until Ctrl-C.',
  ]);
}

const smtpOf = ({ host, port, tlsPort }: SubmissionPlace): string =>
  `${host}:${port}${tlsPort === null ? '' : ` (STARTTLS), ${tlsPort} (TLS)`}`;

const tellFault = (progress: Progress, line: string): void =>
  progress.event('fault', { message: line }, [`mailramp: ${line}`]);

function reasonOf(error: unknown): string {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `the port ${port} is taken; choose another with --port`;
  return error instanceof Error ? error.message : String(error);
}

await main();
