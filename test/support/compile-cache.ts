import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

/** The worker's own process, whose environment its children inherit; a test has a copy. */
const worker: NodeJS.Process = runInThisContext('process');

/**
 * Products and command lines that tests start compile once: TypeScript is most of their start. Set only after the start
 * of the worker: one that writes such a cache itself takes so long to exit that Jest kills it.
 */
worker.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../node_modules/.cache/compiled');
