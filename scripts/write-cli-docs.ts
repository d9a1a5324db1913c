import { readFileSync, writeFileSync } from 'node:fs';
import { withCommands } from './cli-markdown.ts';

const PAGE = new URL('../docs/cli.md', import.meta.url);

/** Writes the commands into docs/cli.md. A test refuses a page that is not up to date. */
writeFileSync(PAGE, withCommands(readFileSync(PAGE, 'utf8')));
