import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recordExamples } from '../test/support/api-examples.ts';
import { apiFiles } from './api-files.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes docs/examples.json from calls of the API, docs/openapi.json and docs/api.md from these and the routes,
 * docs/data-model.md from the items of the tables, docs/limits.md from the limits, the states of a run into
 * docs/architecture.md, and the plans into docs/warm-up.md. A test refuses pages that are not up to date.
 */
const examples = await recordExamples();
const files = { 'docs/examples.json': `${JSON.stringify(examples, null, 2)}\n`, ...apiFiles(ROOT, examples) };
for (const [path, content] of Object.entries(files)) writeFileSync(new URL(`../${path}`, import.meta.url), content);
