import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { SecretPair } from '../core/access/secret-keys.ts';
import { readIfPresent, writeAtomically } from './atomic-file.ts';
import type { SubmissionPlace } from './submission.ts';

/** The id of the key that signs on one machine. */
export const LOCAL_SIGNING_KEY = 'localtencent';

/** The contents of `local.json`, for programs that use a running product. */
export interface LocalInfo {
  apiUrl: string;
  apiKey: string;
  /** Signs the calls of programs written for Tencent Cloud. */
  tencent: SecretPair;
  /** Null when mail goes to a relay. */
  smtpPort: number | null;
  /** Where programs hand in mail by SMTP. */
  submission: SubmissionPlace;
  pid: number;
}

/** The tables of this process's own, and those of the embedded DynamoDB. A directory has one of them. */
export const SQLITE_FILE = 'tables.sqlite';
export const DYNAMODB_FILE = 'dynamodb.sqlite';
type TablesFile = typeof SQLITE_FILE | typeof DYNAMODB_FILE;

/** Another process uses the same data. */
export class HomeInUse extends Error {}

/** The directory cannot be used; the message names it and says why. */
export class HomeUnusable extends Error {}

/** What the product may have left in a directory before its files were its owner's alone, by version 0.2. */
const OLDER_FILES = [
  ...[SQLITE_FILE, DYNAMODB_FILE].flatMap((file) => [file, `${file}-wal`, `${file}-shm`]),
  'clock.json',
  'inbox.log',
  'log.jsonl',
  'mail-events',
  'sample.json',
  'schedules.json',
];

/** The directory of one local product. One process at a time owns it. */
export class Home {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * Takes the directory, creating it if necessary. Throws `HomeInUse` while another process has it, and `HomeUnusable`
   * where there can be none.
   */
  static open(directory: string): Home {
    const home = new Home(directory);
    try {
      makeDirectory(resolve(directory));
      home.#lock();
      home.#closeToOthers();
    } catch (error) {
      if (error instanceof HomeInUse) throw error;
      throw new HomeUnusable(`--data ${directory} ${whyUnusable(error as NodeJS.ErrnoException)}`);
    }
    return home;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Throws where the tables of this directory are of the other kind: they would seem to be gone. */
  claimTables(file: TablesFile): void {
    const other = file === SQLITE_FILE ? DYNAMODB_FILE : SQLITE_FILE;
    if (existsSync(this.path(file)) || !existsSync(this.path(other))) return;
    throw new Error(
      other === DYNAMODB_FILE
        ? `${this.path(other)} was written by the embedded DynamoDB, which until version 0.2 was the only store and now ` +
            'needs a flag. Go on with it by --dynamodb (Linux on x64), or begin anew with another --data'
        : `${this.path(other)} was written without --dynamodb. Go on with it without the flag, or begin anew with ` +
            'another --data',
    );
  }

  /** The admin key of this directory: created at the first start, and kept. */
  apiKey(make: () => string): string {
    return this.#kept('api-key', make);
  }

  /** The text from which secret keys are derived: created at the first start, and kept. */
  credentialMaster(make: () => string): string {
    return this.#kept('credential-master', make);
  }

  #kept(name: string, make: () => string): string {
    const kept = readIfPresent(this.path(name))?.trim();
    if (kept !== undefined && kept !== '') return kept;
    const made = make();
    writeAtomically(this.path(name), `${made}\n`, 0o600);
    return made;
  }

  publish(info: LocalInfo): void {
    writeAtomically(this.path('local.json'), `${JSON.stringify(info, null, 2)}\n`, 0o600);
  }

  /** Removes the signs of a running process. Safe to repeat. */
  release(): void {
    rmSync(this.path('local.json'), { force: true });
    rmSync(this.path('pid'), { force: true });
  }

  #lock(): void {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        writeFileSync(this.path('pid'), `${process.pid}\n`, { flag: 'wx' });
        // The last process was killed; its published data are no longer true.
        rmSync(this.path('local.json'), { force: true });
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const pid = Number(readIfPresent(this.path('pid'))?.trim());
        if (isMailramp(pid)) throw new HomeInUse(this.#inUse(pid));
        rmSync(this.path('pid'), { force: true });
      }
    }
    throw new HomeInUse(`another process is starting on ${this.directory}`);
  }

  /** Other users of the machine read nothing, also where the directory itself is open to them. */
  #closeToOthers(): void {
    for (const name of OLDER_FILES) if (existsSync(this.path(name))) chmodSync(this.path(name), 0o600);
    if (existsSync(this.path('objects'))) chmodSync(this.path('objects'), 0o700);
  }

  #inUse(pid: number): string {
    const info = readIfPresent(this.path('local.json'));
    const where = info === undefined ? '' : ` at ${(JSON.parse(info) as LocalInfo).apiUrl}`;
    return `mailramp already runs on ${this.directory}${where} (pid ${pid}); stop it, or choose another --data`;
  }
}

/** Level by level: where a system refuses new directories, as in /proc, Node's own recursion comes to no end. */
function makeDirectory(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
    return;
  }
  makeDirectory(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function whyUnusable({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'is a file, or lies in one; a directory is needed';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'cannot be written by this user';
  return `cannot be used: ${message}`;
}

/** Whether a process lives and, where that can be seen, is one of ours: process ids are used again. */
function isMailramp(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    return /\blocal\/main\.ts\b/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
}
