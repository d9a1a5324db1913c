import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConsoleMaker, LocalConsole } from '../../local/console.ts';
import { BuildFailed, buildConsole, consoleFolder, isBuilt, watchConsole } from '../../scripts/console-cache.ts';
import { eventOf } from '../lambdas/http/requests.ts';

const event = eventOf({ path: '/console/tasks' });

type Rest = ConstructorParameters<typeof LocalConsole> extends [unknown, ...infer More] ? More : never;

/** A maker whose build ends when the test says so. */
function setUp(changes: Partial<ConsoleMaker> = {}, ...options: Rest) {
  const builds: { onStep(step: string): void; done: PromiseWithResolvers<void> }[] = [];
  const maker: ConsoleMaker = {
    folder: () => 'dist',
    isBuilt: () => false,
    build: (_folder, { onStep }) => {
      const done = Promise.withResolvers<void>();
      builds.push({ onStep, done });
      return done.promise;
    },
    watch: async () => undefined,
    open: () => () => ({ statusCode: 200, body: 'the console' }),
    ...changes,
  };
  return { builds, local: new LocalConsole(maker, ...options) };
}

describe('LocalConsole', () => {
  it('builds nothing before somebody opens it, and once for all who do', () => {
    const { builds, local } = setUp();
    expect(builds).toHaveLength(0);
    for (let i = 0; i < 3; i += 1) expect(local.answer(event)).toMatchObject({ statusCode: 503 });
    expect(builds).toHaveLength(1);
  });

  it('leads from the address without a path to the console, and builds nothing for it', () => {
    const { builds, local } = setUp();
    expect(local.answer(eventOf({ path: '/' }))).toMatchObject({ statusCode: 302, headers: { location: '/console' } });
    expect(builds).toHaveLength(0);
  });

  it('says which step is under way, reloads by itself, and is there in the end', async () => {
    const { builds, local } = setUp();
    local.answer(event);
    builds[0]?.onStep('installing <packages>');
    const { body, headers } = local.answer(event);
    expect(body).toContain('Now: installing &lt;packages&gt;.');
    expect(body).toContain('location.reload()');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'retry-after': '1' });
    expect(headers?.['content-security-policy']).toMatch(/^default-src 'none'; script-src 'sha256-/);
    builds[0]?.done.resolve();
    await turn();
    expect(local.answer(event)).toEqual({ statusCode: 200, body: 'the console' });
    expect(builds).toHaveLength(1);
  });

  it('uses what was built before', () => {
    const { builds, local } = setUp({ isBuilt: () => true });
    expect(local.answer(event)).toMatchObject({ statusCode: 200 });
    expect(builds).toHaveLength(0);
  });

  it.each([
    ['npm error code ENOTFOUND', 'is this machine offline?'],
    ['main.tsx: no such <file>', 'no such &lt;file&gt;'],
  ])('says why it could not be built (%s), and tries again when asked again', async (output, shown) => {
    const { builds, local } = setUp();
    local.answer(event);
    builds[0]?.done.reject(new BuildFailed('building', output));
    await turn();
    const failed = local.answer(event);
    expect(failed).toMatchObject({ statusCode: 503, body: expect.stringContaining(shown) });
    expect(failed.body).not.toContain('location.reload()');
    local.answer(event);
    expect(builds).toHaveLength(2);
  });

  it('ends the build when the product stops, and begins no other', async () => {
    const { local } = setUp({
      build: (_folder, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new BuildFailed('building', '')));
        }),
    });
    local.begin();
    await local.stop();
    expect(local.answer(event)).toMatchObject({ statusCode: 503 });
  });
});

describe('a watched LocalConsole', () => {
  it('is built at once, serves the latest build, and tells open pages of each', async () => {
    const ends = Promise.withResolvers<void>();
    let onBuilt: (folder: string) => void = () => undefined;
    const maker: Partial<ConsoleMaker> = {
      watch: (progress) => {
        onBuilt = progress.onBuilt;
        progress.signal.addEventListener('abort', () => ends.resolve());
        return ends.promise;
      },
      open: (folder) => () => ({ statusCode: 200, body: folder }),
    };
    const { builds, local } = setUp(maker, { isWatched: true, onFault: () => undefined });
    expect(local.answer(event)).toMatchObject({ statusCode: 503 });
    onBuilt('0');
    expect(local.answer(event)).toEqual({ statusCode: 200, body: '0' });
    const told: string[] = [];
    const stream = local
      .news?.()
      .setEncoding('utf8')
      .on('data', (text: string) => told.push(text));
    onBuilt('1');
    expect(local.answer(event)).toEqual({ statusCode: 200, body: '1' });
    const ended = new Promise((resolve) => stream?.once('end', resolve));
    await local.stop();
    await ended;
    expect(told.join('')).toContain('event: built\ndata:\n\n');
    expect(builds).toHaveLength(0);
  });

  it('says why it cannot be watched, and has no news when it is not', async () => {
    const watch = () => Promise.reject(new BuildFailed('building', 'main.tsx: no such file'));
    const { local } = setUp({ watch }, { isWatched: true, onFault: () => undefined });
    local.begin();
    await turn();
    expect(local.answer(event)).toMatchObject({ statusCode: 503, body: expect.stringContaining('no such file') });
    expect(setUp().local.news).toBeNull();
  });
});

describe('the build of a console', () => {
  let root: string;
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const steps: string[] = [];
  const progress = { onStep: (step: string) => void steps.push(step), signal: new AbortController().signal };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mailramp-checkout-'));
    steps.length = 0;
    write('console/main.tsx', 'main');
    write('adapters/api/client.ts', 'client');
    write('package-lock.json', '{}');
    write('scripts/console-plugins.ts', '');
    write('scripts/ensure-installed.mjs', "if (process.argv[2] !== 'console') process.exit(1);");
    write(
      'scripts/build-console.ts',
      "import { mkdirSync, writeFileSync } from 'node:fs';\nconst out = process.argv[2] ?? '';\nmkdirSync(out, { recursive: true });\nwriteFileSync(out + '/index.html', '');\nconsole.log('compressing');\n",
    );
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('has a place of its own for each state of its sources', () => {
    const first = consoleFolder(root);
    write('console/node_modules/react/index.js', 'react');
    write('console/.dist/old/index.html', '');
    expect(consoleFolder(root)).toBe(first);
    write('console/pages/tasks.tsx', 'tasks');
    const second = consoleFolder(root);
    write('adapters/api/client.ts', 'client 2');
    expect(new Set([first, second, consoleFolder(root)]).size).toBe(3);
  });

  it('installs, builds, and leaves nothing but the result', async () => {
    const folder = consoleFolder(root);
    await buildConsole(root, folder, progress);
    expect(isBuilt(folder)).toBe(true);
    expect(steps).toEqual(['installing packages', 'building', 'compressing']);
    await buildConsole(root, folder, progress);
    expect(isBuilt(`${folder}.${process.pid}`)).toBe(false);
  });

  it('leaves one console, and what others are still building', async () => {
    const old = consoleFolder(root);
    await buildConsole(root, old, progress);
    write('console/main.tsx', 'main 2');
    write(`console/.dist/abc.${process.ppid}/index.html`, 'of a process that runs');
    write('console/.dist/abc.999999999/index.html', 'of one that ended');
    const folder = consoleFolder(root);
    await buildConsole(root, folder, progress);
    const left = readdirSync(join(root, 'console', '.dist')).sort();
    expect(left).toEqual([basename(folder), `abc.${process.ppid}`].sort());
  });

  it('is watched in a folder that goes with it, and tells of each build and each fault', async () => {
    write(
      'scripts/build-console.ts',
      "const [, , out, mode] = process.argv;\nif (mode !== '--watch') process.exit(1);\nconsole.error('main.tsx: no such file');\nconsole.log('built ' + out + '/0');\nsetInterval(() => undefined, 1000);\n",
    );
    const stopping = new AbortController();
    const faults: string[] = [];
    const folders: string[] = [];
    await watchConsole(root, {
      onStep: progress.onStep,
      onFault: (output) => faults.push(output),
      onBuilt: (folder) => {
        folders.push(folder);
        stopping.abort();
      },
      signal: stopping.signal,
    });
    expect(folders).toEqual([join(root, 'console', '.dist', `watch.${process.pid}`, '0')]);
    expect(faults).toEqual(['main.tsx: no such file']);
    expect(steps).toEqual(['installing packages', 'building']);
  });

  it('says what a step wrote that failed', async () => {
    write('scripts/build-console.ts', "console.error('no room'); process.exit(1);");
    const failure = buildConsole(root, consoleFolder(root), progress);
    await expect(failure).rejects.toMatchObject({ message: 'building failed', output: 'no room' });
    expect(isBuilt(consoleFolder(root))).toBe(false);
  });
});
