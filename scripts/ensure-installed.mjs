/**
 * Installs the packages that are missing or not as the lock file has them: those of the product, which `npm start`
 * needs, or with `--all` also those of its tests, checks and deployment. With a folder, those of the package in it,
 * whose own scripts are not run. Nothing is removed that is there already. Runs on any Node from 18 on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [argument] = process.argv.slice(2);
const folder = argument === undefined || argument === '--all' ? null : argument;
const place = folder ?? '.';
const installedFile = join(place, 'node_modules', '.package-lock.json');

const packagesIn = (file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);

const isFresh = !existsSync(installedFile);
const installed = new Map(isFresh ? [] : packagesIn(installedFile));
// Where everything was installed once, everything is kept up to date.
const all = folder !== null || argument === '--all' || [...installed.values()].some(({ dev }) => dev);
const isMissing = ([path, { version, dev, optional }]) =>
  path !== '' && !optional && (all || !dev) && installed.get(path)?.version !== version;

if (packagesIn(join(place, 'package-lock.json')).some(isMissing)) {
  console.error(`mailramp: installing ${whatIsMissing()} (once) ...`);
  // `npm ci` begins by deleting node_modules, from which a product may be running: so it is for an empty place only.
  // Both keep to the lock file and leave it as it is.
  const command = isFresh ? ['ci'] : ['install', '--no-save'];
  // The embedded DynamoDB, for tests and `--dynamodb`, is the only optional package.
  const set = all ? ['--include=dev'] : ['--omit=dev', '--omit=optional'];
  const scripts = folder === null ? [] : ['--ignore-scripts'];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', [...command, ...set, ...scripts, ...quiet], {
    cwd: place,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function whatIsMissing() {
  if (folder !== null) return `the packages of ${folder}`;
  return all ? 'all packages' : 'the packages of the product';
}
