import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { campaign, inventedLink, readersFrom } from './campaign.ts';
import { endTree } from './processes.ts';

/** What a command needs to know, told in its environment: `npm run bench -- --help` says it to users. */
export interface ContenderEnvironment {
  PORT: string;
  /** Paths of files. */
  RECIPIENTS: string;
  SUBJECT: string;
  HTML: string;
  TEXT: string;
  FROM: string;
}

/**
 * The shell stays after the command: the system keeps the times of processes that have ended with the one that waited
 * for them.
 */
const SHELL = `sh -c "$COMMAND" 3<&-; printf '\\nended %s\\n' "$?"; read -r end <&3`;

/** The campaign in files, for programs that are compared with the product. */
export class CampaignFiles {
  readonly #directory = mkdtempSync(join(tmpdir(), 'mailramp-bench-'));

  /** Writes the list of so many readers; a list of before is replaced. */
  write(readers: number): Omit<ContenderEnvironment, 'PORT'> {
    const rows = readersFrom(0, readers).map(({ email, data }) => ({
      email,
      ...data,
      unsubscribeUrl: inventedLink(email),
    }));
    const lines = [Object.keys(rows[0] ?? {}), ...rows.map(Object.values)].map((row) => row.join(','));
    return {
      RECIPIENTS: this.#write('recipients.csv', `${lines.join('\n')}\n`),
      SUBJECT: this.#write('subject.txt', campaign.subject),
      HTML: this.#write('newsletter.html', campaign.html),
      TEXT: this.#write('newsletter.txt', campaign.text),
      FROM: campaign.from,
    };
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #write(name: string, text: string): string {
    const path = join(this.#directory, name);
    writeFileSync(path, text);
    return path;
  }
}

type Shell = ChildProcessByStdio<Writable, Readable, null>;

/** Any program that sends the campaign, run by the shell. */
export class Contender {
  readonly #command: string;
  readonly #shell: Shell;
  readonly #lines: AsyncIterator<string>;

  private constructor(command: string, shell: Shell) {
    this.#command = command;
    this.#shell = shell;
    this.#lines = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
  }

  /** Starts it, and waits until it is ready to send. Throws when it ends instead. */
  static async start(command: string, environment: ContenderEnvironment): Promise<Contender> {
    const shell = spawn('sh', ['-c', SHELL], {
      stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
      env: { ...process.env, ...environment, COMMAND: command },
    }) as Shell;
    const contender = new Contender(command, shell);
    await contender.#until(/^ready$/);
    return contender;
  }

  get pid(): number {
    return this.#shell.pid ?? 0;
  }

  /** Lets it send, and waits until it ends. Throws when it fails. */
  async send(): Promise<void> {
    this.#shell.stdin.write('go\n');
    await this.#until(/^ended 0$/);
  }

  stop(): void {
    endTree(this.pid);
  }

  async #until(wanted: RegExp): Promise<void> {
    for (;;) {
      const { value: line = 'ended', done } = await this.#lines.next();
      if (wanted.test(line)) return;
      if (!done && !/^ended \d+$/.test(line)) continue;
      this.stop();
      throw new Error(`${line} instead of ${wanted.source}: ${this.#command}`);
    }
  }
}
