import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { findDynoxide } from '../../local/dynoxide.ts';
import type { Seen } from './fake-machine.ts';

const ROOT = join(__dirname, '..', '..');
const START_MS = 20_000;

interface Info {
  apiUrl: string;
  apiKey: string;
  smtpPort: number;
  submission: { host: string; port: number; tlsPort: number | null };
  pid: number;
}

/** A product in a process of its own, on a directory. */
class Running {
  readonly process: ChildProcess;
  readonly info: Info;

  private constructor(child: ChildProcess, info: Info) {
    this.process = child;
    this.info = info;
  }

  static async start(script: string, directory: string, ...flags: string[]): Promise<Running> {
    const child = spawn(process.execPath, [script, '--port', '0', '--data', directory, ...flags], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const path = join(directory, 'local.json');
    const giveUpAt = performance.now() + START_MS;
    const isPublished = () => existsSync(path) && (JSON.parse(readFileSync(path, 'utf8')) as Info).pid === child.pid;
    while (!isPublished()) {
      if (performance.now() > giveUpAt || child.exitCode !== null) throw new Error('the machine does not start');
      await wait(20);
    }
    return new Running(child, JSON.parse(readFileSync(path, 'utf8')) as Info);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill(signal);
    await exited;
  }

  async call<Answer>(path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.info.apiUrl + path, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return (await response.json()) as Answer;
  }
}

/** The state in Linux's table of sockets. */
const LISTENS = '0A';
const FAKE = join('test', 'local', 'fake-machine.ts');
const MAIN = join('local', 'main.ts');

async function until<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const giveUpAt = performance.now() + START_MS;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (performance.now() > giveUpAt) throw new Error(`still ${JSON.stringify(value)}`);
    await wait(20);
  }
}

/** Where a link leads; nowhere where it has gone meanwhile. */
function targetOf(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}

/** The TCP ports to which a process listens, as Linux shows them; elsewhere none. */
function portsOf(pid: number): number[] {
  const directory = `/proc/${pid}/fd`;
  if (!existsSync(directory)) return [];
  const sockets = new Set(readdirSync(directory).map((fd) => targetOf(join(directory, fd))));
  return ['tcp', 'tcp6']
    .flatMap((kind) => readFileSync(`/proc/${pid}/net/${kind}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === LISTENS && sockets.has(`socket:[${inode}]`))
    .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16))
    .sort();
}

const clockOf = async (machine: Running) => Date.parse((await machine.call<{ now: string }>('/_local/clock')).now);

describe.each([
  ['tables in process', []],
  ['memory', ['--memory']],
  ...(findDynoxide() ? [['the embedded DynamoDB', ['--dynamodb']] as [string, string[]]] : []),
])('a machine on %s', (_name, flags) => {
  let directory: string;
  let machine: Running;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'mailramp-machine-'));
    machine = await Running.start(FAKE, directory, ...flags);
  });
  afterAll(async () => {
    await machine.end('SIGTERM');
    rmSync(directory, { recursive: true });
  });

  it('hands requests over as API Gateway does', async () => {
    const event = await machine.call<Record<string, unknown>>('/a%20b/c%2Bd?x=1&x=%202', { y: 1 });
    expect(event).toMatchObject({
      version: '2.0',
      rawPath: '/a b/c+d',
      rawQueryString: 'x=1&x=%202',
      queryStringParameters: { x: '1, 2' },
      headers: { 'content-type': 'application/json' },
      requestContext: { http: { method: 'POST' }, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      body: '{"y":1}',
      isBase64Encoded: false,
    });
  });

  it('hands bytes over in base64', async () => {
    const response = await fetch(`${machine.info.apiUrl}/bytes`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from([0, 255]),
    });
    expect(await response.json()).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
  });

  it('refuses bodies beyond 6 MB', async () => {
    const response = await fetch(`${machine.info.apiUrl}/big`, { method: 'POST', body: Buffer.alloc(6_291_457) });
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });

  it('brings messages of both queues to the product, with five minutes of time', async () => {
    await machine.call('/send', { runId: 'now-1' });
    await machine.call('/start', { taskId: 'start-1' });
    const { seen } = await until(
      () => machine.call<Seen>('/seen'),
      (state) => ['now-1', 'start-1'].every((id) => JSON.stringify(state.seen).includes(id)),
    );
    const token = seen.find(({ message }) => message.runId === 'now-1');
    expect((token?.deadline ?? 0) - (token?.at ?? 0)).toBeGreaterThan(299_000);
  });

  it('travels to delayed messages and schedules', async () => {
    const before = await clockOf(machine);
    await machine.call('/send', { runId: 'delayed', delay: 900 });
    await machine.call('/schedule', { name: 'scheduled', at: before + 86_400_000 });
    expect(await machine.call('/_local/clock', { advance: 'P2D' })).toMatchObject({ fired: 2 });

    const { seen } = await machine.call<Seen>('/seen');
    const atOf = (runId: string) => (seen.find(({ message }) => message.runId === runId)?.at ?? 0) - before;
    expect(Math.round(atOf('delayed') / 10_000)).toBe(90);
    expect(Math.round(atOf('scheduled') / 10_000)).toBe(8_640);
    expect(await clockOf(machine)).toBeGreaterThanOrEqual(before + 2 * 86_400_000);
  });

  it.each([
    [{ advance: '-PT1S' }, 'forwards only'],
    [{ to: '2020-01-01T00:00:00Z' }, 'forwards only'],
    [{ to: '2027-01-01T00:00:00' }, 'must be an ISO 8601 instant'],
    [{ advance: '24h' }, 'must be an ISO 8601 duration'],
    [{ advance: 'P20Y' }, 'ten years'],
    [{ by: 'PT1H' }, '"by" is unknown'],
    [{}, 'exactly one'],
    [{ advance: 'PT1H', to: '2030-01-01T00:00:00Z' }, 'exactly one'],
  ])('refuses to travel by %j', async (body, message) => {
    expect(await machine.call('/_local/clock', body)).toMatchObject({
      status: 400,
      code: 'invalid-request',
      detail: expect.stringContaining(message),
    });
  });

  it('shows in the inbox what the product hands over', async () => {
    const mail = (to: string, mailId: string) => machine.call('/mail', { to, mailId });
    expect(await mail('ann@example.com', '17-a-1-0')).toMatchObject({ kind: 'accepted' });
    expect(await mail('reject+1@example.com', '17-a-1-1')).toMatchObject({ kind: 'refused' });
    expect(await mail('busy+1@example.com', '17-a-1-2')).toMatchObject({ kind: 'deferred' });
    expect(await mail('hang+1@example.com', '17-a-1-3')).toMatchObject({ kind: 'unknown' });
    expect(await mail('busy+1@example.com', '17-a-2-0')).toMatchObject({ kind: 'accepted' });

    const page = await machine.call<{ items: { id: string }[] }>('/_local/inbox?taskId=17&limit=1');
    expect(page).toMatchObject({ total: 2, items: [{ to: 'ann@example.com', subject: 'Hello' }], nextCursor: '1' });
    const raw = await fetch(`${machine.info.apiUrl}/_local/inbox/${page.items[0]?.id}`);
    expect(raw.headers.get('content-type')).toBe('message/rfc822');
    expect(await raw.text()).toMatch(/^X-Mailramp-Mail-Id: 17-a-1-0/im);
    expect(await machine.call('/_local/inbox?limit=1001')).toMatchObject({ status: 400 });
    expect(await machine.call('/_local/inbox/99')).toMatchObject({ status: 404, code: 'not-found' });
    expect((await fetch(`${machine.info.apiUrl}/_local/inbox`, { method: 'DELETE' })).status).toBe(204);
    expect(await machine.call('/_local/inbox')).toEqual({ total: 0, items: [], nextCursor: null });
  });
});

describe('a machine with a directory', () => {
  let directory: string;
  let machine: Running;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'mailramp-machine-'));
    machine = await Running.start(FAKE, directory);
  });
  afterEach(async () => {
    await machine.end('SIGTERM');
    rmSync(directory, { recursive: true });
  });

  it('has everything again after it was killed', async () => {
    await machine.call('/_local/clock', { advance: 'P3D' });
    const before = await clockOf(machine);
    await machine.call('/schedule', { name: 'later', at: before + 3_600_000 });
    await machine.call('/put', { key: 'a/b', text: 'kept' });
    await machine.call('/mail', { to: 'ann@example.com', mailId: '1-a-1-0' });
    const { apiKey } = machine.info;
    await machine.end('SIGKILL');

    machine = await Running.start(FAKE, directory);
    expect(machine.info.apiKey).toBe(apiKey);
    expect(await clockOf(machine)).toBeGreaterThanOrEqual(before);
    expect(await machine.call('/get', { key: 'a/b' })).toMatchObject({ object: 'kept', item: 'kept' });
    expect(await machine.call('/_local/inbox?to=ann@example.com')).toMatchObject({ total: 1 });
    expect(await machine.call('/_local/clock', { advance: 'PT2H' })).toMatchObject({ fired: 1 });
    expect((await machine.call<Seen>('/seen')).seen).toMatchObject([{ message: { runId: 'later' } }]);
  });

  it('takes over the objects of version 0.2', async () => {
    await machine.end('SIGTERM');
    rmSync(join(directory, 'objects'), { recursive: true });
    const before = join(directory, 'objects', 'buckets', 'mailramp', 'objects');
    mkdirSync(join(before, 'a'), { recursive: true });
    writeFileSync(join(before, 'a', 'b.data'), 'kept');

    machine = await Running.start(FAKE, directory);
    expect(await machine.call('/get', { key: 'a/b' })).toMatchObject({ object: 'kept' });
  });

  it('gives up a message that fails after five receives', async () => {
    await machine.call('/send', { runId: 'fails' });
    // At rest means: no message waits, so the fifth was the last.
    await machine.call('/_local/clock', { advance: 'PT1S' });
    expect((await machine.call<Seen>('/seen')).seen).toHaveLength(5);
  });

  it('tells running work that its time is over, and lets it end', async () => {
    await machine.call('/send', { runId: 'works' });
    await until(
      () => machine.call<Seen>('/seen'),
      ({ isHung }) => isHung,
    );
    await machine.end('SIGTERM');
    expect(existsSync(join(directory, 'local.json'))).toBe(false);

    machine = await Running.start(FAKE, directory);
    expect(await machine.call('/get', { key: 'none' })).toEqual({ object: null, item: null, drained: true });
  });
});

describe('npm start', () => {
  const run = async (...flags: string[]) => {
    const child = spawn(process.execPath, [MAIN, ...flags], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const [code] = await once(child, 'exit');
    return { code, output };
  };

  it('explains its flags, and refuses others', async () => {
    const [help, refusal] = await Promise.all([run('--help'), run('--prot', '1')]);
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining('--send-rate N') });
    expect(refusal).toMatchObject({ code: 2, output: expect.stringContaining("Unknown option '--prot'") });
  });

  it.each([
    ['dynamodb.sqlite', [], 'was written by the embedded DynamoDB'],
    ['tables.sqlite', ['--dynamodb'], 'was written without --dynamodb'],
  ])('refuses a directory with %s and the flags %j, and says what to do', async (file, flags, message) => {
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-machine-'));
    writeFileSync(join(directory, file), '');
    const { code, output } = await run('--empty', '--port', '0', '--data', directory, ...flags);
    expect(code).toBe(1);
    expect(output).toContain(message);
    expect(output).toContain('another --data');
    expect(readdirSync(directory)).toEqual([file]);
    rmSync(directory, { recursive: true });
  });

  it('says nothing on the error output of a good start', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-machine-'));
    const child = spawn(process.execPath, [MAIN, '--empty', '--port', '0', '--data', directory], { cwd: ROOT });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('Serving until')) child.kill('SIGINT');
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(errors).toBe('');
    expect(output).toContain(`(tables: ${join(directory, 'tables.sqlite')})`);
    rmSync(directory, { recursive: true });
  });

  it('listens to its API, its inbox and programs, and to nothing else', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-machine-'));
    const machine = await Running.start(MAIN, directory, '--empty');
    const { apiUrl, smtpPort, submission, pid } = machine.info;
    // Only Linux shows it without another program.
    const expected = process.platform === 'linux' ? [Number(new URL(apiUrl).port), smtpPort, submission.port] : [];
    expect(portsOf(pid)).toEqual(expected.sort());
    await machine.end('SIGINT');
    rmSync(directory, { recursive: true });
  });

  it('keeps what it writes for its owner, also where others may look into the directory', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-machine-'));
    chmodSync(directory, 0o755);
    const machine = await Running.start(MAIN, directory, '--empty');
    const written = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    expect(written).toEqual(expect.arrayContaining(['tables.sqlite', 'objects', 'api-key', 'inbox.log']));
    const open = written.filter((name) => (statSync(join(directory, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    await machine.end('SIGINT');
    rmSync(directory, { recursive: true });
  });

  it('says in a sentence why it cannot use a directory', async () => {
    expect(await run('--data', MAIN)).toMatchObject({
      code: 2,
      output: expect.stringMatching(
        /^mailramp: --data local\/main.ts is a file, or lies in one; a directory is needed\n/,
      ),
    });
  });

  it('names the port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await run('--empty', '--memory', '--port', String(port))).toEqual({
      code: 1,
      output: `mailramp: the port ${port} is taken; choose another with --port\n`,
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it('publishes where it is for its owner only, and lets nobody else on its data', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-machine-'));
    const machine = await Running.start(MAIN, directory, '--empty', '--memory');
    try {
      expect(statSync(join(directory, 'local.json')).mode & 0o777).toBe(0o600);
      const second = await run('--empty', '--memory', '--data', directory);
      expect(second).toMatchObject({
        code: 2,
        output: expect.stringContaining(`already runs on ${directory} at http`),
      });
    } finally {
      await machine.end('SIGINT');
    }
    expect(machine.process.exitCode).toBe(0);
    expect(existsSync(join(directory, 'local.json'))).toBe(false);
    rmSync(directory, { recursive: true });
  });
});
