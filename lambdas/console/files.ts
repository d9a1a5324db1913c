import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file as it is, and as `scripts/build-console.ts` compressed it. */
export interface ConsoleFile {
  plain: Buffer;
  br: Buffer | null;
  gzip: Buffer | null;
}

/** The console as it was built, in memory: by its path below `/console/`. */
export interface ConsoleFiles {
  byPath: ReadonlyMap<string, ConsoleFile>;
  /** The hash of the script in `frame.html`, as a policy names it. */
  frameScript: string;
}

const ASSETS = 'assets';
const PAGES = ['index.html', 'frame.html', 'licenses.txt'];

/** Reads a built console. Throws when something of it is missing. */
export function readConsole(folder: string): ConsoleFiles {
  const names = readdirSync(join(folder, ASSETS)).map((name) => `${ASSETS}/${name}`);
  const all = new Map([...PAGES, ...names].map((path) => [path, readFileSync(join(folder, path))]));
  for (const page of PAGES) {
    for (const ending of ['br', 'gz']) all.set(`${page}.${ending}`, readFileSync(join(folder, `${page}.${ending}`)));
  }
  const plain = [...all].filter(([path]) => !/\.(br|gz)$/.test(path));
  const byPath = new Map(
    plain.map(([path, bytes]) => [
      path,
      { plain: bytes, br: all.get(`${path}.br`) ?? null, gzip: all.get(`${path}.gz`) ?? null },
    ]),
  );
  const { frameScript } = JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8')) as { frameScript: string };
  return { byPath, frameScript };
}
