// Makes clients of docs/openapi.json with two stock generators, and compiles them: a document that they stumble over,
// or types that are no TypeScript, are faults of ours.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { generateApi } from 'swagger-typescript-api';

const here = dirname(fileURLToPath(import.meta.url));
const input = join(here, '../../docs/openapi.json');
const document = JSON.parse(readFileSync(input, 'utf8'));
const output = mkdtempSync(join(tmpdir(), 'mailramp-clients-'));

try {
  // A field with a default may be left out of a request.
  writeFileSync(join(output, 'types.ts'), astToString(await openapiTS(document, { defaultNonNullable: false })));
  await generateApi({ input, output, fileName: 'client.ts', httpClientType: 'fetch', silent: true });
  // Calls as a user writes them: the names of types, and what they hold, are part of the contract.
  writeFileSync(join(output, 'use.ts'), readFileSync(join(here, 'use.txt'), 'utf8'));
  const tsc = join(here, 'node_modules/typescript/bin/tsc');
  const files = ['types.ts', 'client.ts', 'use.ts'].map((name) => join(output, name));
  const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'];
  execFileSync(process.execPath, [tsc, ...flags, '--lib', 'es2022,dom,dom.iterable', ...files], { stdio: 'inherit' });
  const calls = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length;
  console.log(`clients of ${calls} calls are made and compile: openapi-typescript, swagger-typescript-api`);
} finally {
  rmSync(output, { recursive: true, force: true });
}
