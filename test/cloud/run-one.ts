import { readFileSync } from 'node:fs';
import { SCENARIOS } from './scenarios/all.ts';
import type { Row } from './scenarios/scenario.ts';
import type { StackFigures } from './stack.ts';

/**
 * Runs one scenario in a process of its own, which may be killed: each line that it prints is what is known so far, the
 * last one is the result.
 */

const [name = '', figures = ''] = process.argv.slice(2);
const scenario = SCENARIOS.find(({ names }) => names.includes(name));
if (!scenario) throw new Error(`no scenario ${name}`);
const stack = JSON.parse(readFileSync(figures, 'utf8')) as StackFigures;

const tell = (rows: Row[], isEnd: boolean) => process.stdout.write(`${JSON.stringify({ rows, isEnd })}\n`);
tell(await scenario.run(stack, (rows) => tell(rows, false)), true);
