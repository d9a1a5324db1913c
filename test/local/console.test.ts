import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConsoleMaker, LocalConsole } from '../../local/console.ts';
import { BuildFailed, buildConsole, consoleFolder, isBuilt } from '../../scripts/console-cache.ts';
import { eventOf } from '../lambdas/http/requests.ts';

const event = eventOf({ path: '/console/tasks' });

/** A maker whose build ends when the test says so. */
function setUp(changes: Partial<ConsoleMaker> = {}) {
  const builds: { onStep(step: string): void; done: PromiseWithResolvers<void> }[] = [];
  const maker: ConsoleMaker = {
    folder: () => 'dist',
    isBuilt: () => false,
    build: (_folder, { onStep }) => {
      const done = Promise.withResolvers<void>();
      builds.push({ onStep, done });
      return done.promise;
    },
    open: () => () => ({ statusCode: 200, body: 'the console' }),
    ...changes,
  };
  return { builds, local: new LocalConsole(maker) };
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

  it('says what a step wrote that failed', async () => {
    write('scripts/build-console.ts', "console.error('no room'); process.exit(1);");
    const failure = buildConsole(root, consoleFolder(root), progress);
    await expect(failure).rejects.toMatchObject({ message: 'building failed', output: 'no room' });
    expect(isBuilt(consoleFolder(root))).toBe(false);
  });
});
