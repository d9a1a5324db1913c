#!/usr/bin/env node
/** Runs the command line on the project's own Node, whatever Node this is; installs it if it is missing. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = `${root}node_modules/.bin/node${process.platform === 'win32' ? '.cmd' : ''}`;

const { status } = spawnSync(process.execPath, ['scripts/ensure-installed.mjs'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
const child = spawn(node, [`${root}cli/main.ts`, ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
// Ctrl-C reaches the child too: it ends in its own way, and its code is ours.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
