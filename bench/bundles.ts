import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS } from '../lib/bundle-options.ts';
import { FUNCTION_NAMES } from '../lib/permissions.ts';
import { type Benchmark, type BenchOptions, median, type Outcome, type Row, rounded } from './support/benchmark.ts';

const ROOT = join(import.meta.dirname, '..');
const KIB = 1024;
const SENDER_KIB = 900;
const SENDER_IMPORT_MS = 120;
const IMPORTS_A_ROUND = 5;
const LARGEST_SHOWN = 14;

/** Imports a bundle as Lambda does, in a process of its own, and says how long that took. */
const IMPORT = `const start = performance.now();
await import(process.argv[1]);
process.stdout.write(String(performance.now() - start));
process.exit();`;

export const bundles: Benchmark = {
  name: 'bundles',
  question: 'How large is the code of each function, and how long does it take to import at a cold start?',
  async run({ rounds }: BenchOptions): Promise<Outcome> {
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-bench-'));
    try {
      const built = await Promise.all(FUNCTION_NAMES.map((name) => bundle(name, directory)));
      const times = built.map((): number[] => []);
      for (let round = 0; round < rounds * IMPORTS_A_ROUND; round += 1) {
        for (const [place, { file, variables }] of built.entries()) times[place]?.push(importTime(file, variables));
      }
      const rows = built.map(({ name, file }, place): Row => {
        const bytes = readFileSync(file);
        return {
          function: name,
          KiB: rounded(bytes.length / KIB),
          'KiB gzip': rounded(gzipSync(bytes).length / KIB),
          'import ms': rounded(median(times[place] ?? [])),
        };
      });
      return { rows, notes: notesOn(rows, built.find(({ name }) => name === 'sender')?.meta) };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

interface Built {
  name: string;
  file: string;
  /** Names of the function's environment. */
  variables: string[];
  meta: Metafile;
}

/** With the options of the stack. */
async function bundle(name: string, directory: string): Promise<Built> {
  const file = join(directory, `${name}.mjs`);
  const { metafile } = await build({
    entryPoints: [join(ROOT, 'lambdas', name, 'index.ts')],
    outfile: file,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    ...BUNDLE_OPTIONS,
    metafile: true,
    logLevel: 'warning',
  });
  const contract = readFileSync(join(ROOT, 'lambdas', name, 'env.ts'), 'utf8');
  return { name, file, variables: contract.match(/(?<=')[A-Z][A-Z0-9_]+(?=')/g) ?? [], meta: metafile };
}

function importTime(file: string, variables: string[]): number {
  const env = {
    ...process.env,
    ...Object.fromEntries(variables.map((name) => [name, '1'])),
    AWS_REGION: 'us-east-1',
    NODE_DISABLE_COMPILE_CACHE: '1',
  };
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', IMPORT, file], { env, encoding: 'utf8' }));
}

function notesOn(rows: Row[], meta: Metafile | undefined): string[] {
  const sender = rows.find((row) => row.function === 'sender');
  const [kib, ms] = [Number(sender?.KiB), Number(sender?.['import ms'])];
  const verdict = (value: number, most: number) => `goal at most ${most}: ${value <= most ? 'met' : 'MISSED'}`;
  return [
    `sender: ${kib} KiB, ${verdict(kib, SENDER_KIB)}`,
    `sender: ${ms} ms to import, ${verdict(ms, SENDER_IMPORT_MS)}`,
    ...(meta ? [`largest in the sender (KiB): ${largestIn(meta)}`] : []),
  ];
}

/** The packages that take most of a bundle. */
function largestIn({ outputs }: Metafile): string {
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/')[0] ?? '';
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  }
  const sorted = [...sizes].sort(([, a], [, b]) => b - a).slice(0, LARGEST_SHOWN);
  return sorted.map(([name, bytes]) => `${name} ${Math.round(bytes / KIB)}`).join(', ');
}
