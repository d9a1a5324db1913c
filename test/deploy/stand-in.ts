import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './check.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'mailramp-deploy-test');
const PACKAGES = ['ministack==1.5.33', 'boto3'];
const MAILS = 'mails.jsonl';
const LOGS = 'logs.jsonl';
const INVOCATIONS = 'invocations.jsonl';
const CALLS = 'calls.jsonl';
const CLOCK = 'clock';
/** Loaded into every Node process that is to live at the stand-in's time. */
const CLOCK_MODULE = fileURLToPath(new URL('./clock.cjs', import.meta.url));
const RIGHTS = 'rights.jsonl';
const PYTHONS = ['python3.11', 'python3.12', 'python3.13', 'python3'];

export const REGION = 'eu-west-1';
export const ACCOUNT = '000000000000';

/** A mail that the stand-in's SES accepted. */
export interface SentMail {
  from: string;
  to: string[];
  headers: Record<string, string>;
  /** What SES's events about the mail carry. */
  tags: Record<string, string>;
  configurationSet: string | null;
}

/** One line of a function's log. */
export interface LogLine {
  function: string;
  line: string;
}

/** One invocation of a function, and what it is billed for. */
export interface Invocation {
  function: string;
  gbSeconds: number;
  logBytes: number;
}

/** What a role of the stack was allowed or refused. */
export interface Decision {
  principal: string;
  action: string;
  resource: string;
  allowed: boolean;
}

/** MiniStack, as `stand_in.py` completes it, on a free port of the loopback, with IAM enforced. */
export class StandIn {
  readonly endpoint: string;
  readonly folder: string;
  readonly #child: ChildProcess;
  #offsetMs = 0;

  private constructor(child: ChildProcess, port: number, folder: string) {
    this.#child = child;
    this.endpoint = `http://127.0.0.1:${port}`;
    this.folder = folder;
  }

  /** Installs it if it is not, and starts it. `startAt`: the time of its clock. */
  static async start(startAt: number): Promise<StandIn> {
    const { python, packages } = install();
    const folder = path.join(CACHE, 'run');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.join(folder, 'tmp'), { recursive: true });
    const port = await freePort();
    const variables = {
      // The functions run on the first `node` of the path: this one.
      PATH: `${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: folder,
      TMPDIR: path.join(folder, 'tmp'),
      STATE_DIR: path.join(folder, 'state'),
      PYTHONPATH: packages,
      PYTHONDONTWRITEBYTECODE: '1',
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: 'localhost',
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: REGION,
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      LOGS_FILE: path.join(folder, LOGS),
      MAILS_FILE: path.join(folder, MAILS),
      INVOCATIONS_FILE: path.join(folder, INVOCATIONS),
      CALLS_FILE: path.join(folder, CALLS),
      RIGHTS_FILE: path.join(folder, RIGHTS),
      ...clockVariables(folder),
    };
    writeFileSync(path.join(folder, CLOCK), '0');
    const child = spawn(python, [path.join(import.meta.dirname, 'stand_in.py')], {
      env: variables,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own group, so that the functions end with it.
      detached: true,
    });
    const log = createWriteStream(path.join(folder, 'stand-in.log'));
    child.stdout?.pipe(log);
    child.stderr?.pipe(log);
    const standIn = new StandIn(child, port, folder);
    standIn.#setClock(startAt - Date.now());
    await until(() => standIn.#isUp(), Boolean, { what: 'the stand-in answers', withinMs: 60_000 });
    return standIn;
  }

  /** Milliseconds, by its clock. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Moves its clock forwards. Only when nothing is at work: a function that is would see its time jump. */
  travel(milliseconds: number): void {
    this.#setClock(this.#offsetMs + milliseconds);
  }

  /** For clients of AWS, the CDK's own included: they live at the stand-in's time. */
  clientVariables(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      ...clockVariables(this.folder),
    };
  }

  /** Every mail that SES accepted, oldest first. */
  mails(): SentMail[] {
    return readLines(path.join(this.folder, MAILS)) as SentMail[];
  }

  /** What the roles of the stack did, each kind of call once. */
  decisions(): Decision[] {
    return readLines(path.join(this.folder, RIGHTS)) as Decision[];
  }

  /** Every invocation so far. */
  invocations(): Invocation[] {
    return readLines(path.join(this.folder, INVOCATIONS)) as Invocation[];
  }

  /** The actions of all calls that the functions made so far. */
  calls(): string[] {
    return (readLines(path.join(this.folder, CALLS)) as { action: string }[]).map(({ action }) => action);
  }

  /** What the functions of the stack logged. */
  logs(): LogLine[] {
    return readLines(path.join(this.folder, LOGS)) as LogLine[];
  }

  /** Ends it and every function that it runs. */
  async stop(): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined || this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    process.kill(-pid, 'SIGKILL');
    await ended;
  }

  async #isUp(): Promise<boolean> {
    if (this.#child.exitCode !== null) throw new Error(`the stand-in ended; see ${this.folder}/stand-in.log`);
    try {
      return (await fetch(`${this.endpoint}/_ministack/health`)).ok;
    } catch {
      return false;
    }
  }

  /** In one step, as it is read at every look at the time. */
  #setClock(offsetMs: number): void {
    this.#offsetMs = Math.round(offsetMs);
    const file = path.join(this.folder, CLOCK);
    writeFileSync(`${file}.new`, String(this.#offsetMs));
    renameSync(`${file}.new`, file);
  }
}

/** Puts MiniStack into a folder of its own, once. */
function install(): { python: string; packages: string } {
  const isRight = 'import sys; sys.exit(sys.version_info < (3, 11))';
  const python = PYTHONS.find((name) => spawnSync(name, ['-c', isRight]).status === 0);
  if (python === undefined) throw new Error('the stand-in needs Python 3.11 or later');
  const version = execFileSync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  const packages = path.join(CACHE, `python-${version.trim()}-${PACKAGES[0]}`);
  if (!existsSync(packages)) {
    const half = `${packages}.half`;
    rmSync(half, { recursive: true, force: true });
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', half, ...PACKAGES];
    execFileSync(python, args, { stdio: 'pipe', timeout: 600_000 });
    renameSync(half, packages);
  }
  return { python, packages };
}

const clockVariables = (folder: string): Record<string, string> => ({
  CLOCK_FILE: path.join(folder, CLOCK),
  NODE_OPTIONS: `--require=${CLOCK_MODULE}`,
});

function readLines(file: string): unknown[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  // What comes after the last end of a line is being written.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
