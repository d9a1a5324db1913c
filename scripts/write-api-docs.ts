import { writeFileSync } from 'node:fs';
import { apiFiles } from './api-files.ts';

/** Writes docs/openapi.json and docs/api.md from the routes. A test refuses pages that are not up to date. */
for (const [path, content] of Object.entries(apiFiles()))
  writeFileSync(new URL(`../${path}`, import.meta.url), content);
