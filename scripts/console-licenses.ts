import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const FOLDER = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENSE = /^(licen[cs]e|copying|notice)/i;
const RULE = '-'.repeat(80);

/** Folders of the packages of which something is in the outputs of a build, sorted. */
export function shippedPackages(metafiles: readonly Metafile[]): string[] {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
  return [...new Set(inputs.flatMap((path) => FOLDER.exec(path)?.[1] ?? []))].sort();
}

/** What the packages of a build ask for: that their licenses go with it. Throws where one names none. */
export async function licensesOf(root: string, folders: readonly string[]): Promise<string> {
  const texts = await Promise.all(folders.map((folder) => licenseOf(join(root, folder))));
  return `The console holds parts of these packages, each under its license.\n\n${[...new Set(texts)].sort().join('\n')}`;
}

async function licenseOf(folder: string): Promise<string> {
  const { name, version, license, repository } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: unknown;
    repository?: string | { url?: string };
  };
  const files = (await readdir(folder)).filter((file) => LICENSE.test(file)).sort();
  if (typeof license !== 'string' && files.length === 0) throw new Error(`${folder} names no license`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  if (texts.length === 0) {
    const source = typeof repository === 'string' ? repository : repository?.url;
    texts.push(`The package names its license and holds no text of it: ${source ?? name}`);
  }
  const head = `${RULE}\n${name} ${version}${typeof license === 'string' ? ` (${license})` : ''}\n${RULE}\n`;
  return head + texts.map((text) => `${text.replaceAll('\r\n', '\n').trim()}\n`).join('\n');
}
