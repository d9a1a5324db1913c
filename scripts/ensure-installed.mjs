/**
 * Installs the packages that are missing or not as the lock file has them: those of the product, which `npm start`
 * needs, or with `--all` also those of its tests, checks and deployment. Nothing is removed that is there already.
 * Runs on any Node from 18 on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const INSTALLED = 'node_modules/.package-lock.json';

const packagesIn = (file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);

const isFresh = !existsSync(INSTALLED);
const installed = new Map(isFresh ? [] : packagesIn(INSTALLED));
// Where everything was installed once, everything is kept up to date.
const all = process.argv.includes('--all') || [...installed.values()].some(({ dev }) => dev);
const isMissing = ([path, { version, dev, optional }]) =>
  path !== '' && !optional && (all || !dev) && installed.get(path)?.version !== version;

if (packagesIn('package-lock.json').some(isMissing)) {
  console.error(`mailramp: installing ${all ? 'all packages' : 'the packages of the product'} (once) ...`);
  // `npm ci` begins by deleting node_modules, from which a product may be running: so it is for an empty place only.
  // Both keep to the lock file and leave it as it is.
  const command = isFresh ? ['ci'] : ['install', '--no-save'];
  // The embedded DynamoDB, for tests and `--dynamodb`, is the only optional package.
  const set = all ? ['--include=dev'] : ['--omit=dev', '--omit=optional'];
  const { status } = spawnSync('npm', [...command, ...set, '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
