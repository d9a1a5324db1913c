import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiFiles } from './api-files.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes docs/openapi.json and docs/api.md from the routes, docs/data-model.md from the items of the tables,
 * docs/limits.md from the limits, the states of a run into docs/architecture.md, and the plans into
 * docs/warm-up.md. A test refuses pages that are not up to date.
 */
for (const [path, content] of Object.entries(apiFiles(ROOT)))
  writeFileSync(new URL(`../${path}`, import.meta.url), content);
