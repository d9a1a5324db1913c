import { CONSERVATIVE_STEPS, STANDARD_STEPS } from '../core/warm-up/plans.ts';
import { pageWith } from './page-with.ts';

const DAYS = STANDARD_STEPS.map((_, i) => i + 1);

const exponents = (steps: readonly number[]): string => steps.map((step) => Math.log10(step).toFixed(2)).join(', ');

/** Both plans over their days. The axis is a power of ten, since a plan grows by a factor of thousands. */
const chart = (): string =>
  [
    '```mermaid',
    'xychart-beta',
    '  title "Mails a day, as a power of ten: standard above conservative"',
    `  x-axis "day of sending" [${DAYS.join(', ')}]`,
    '  y-axis "2 is a hundred, 3 a thousand, 6 a million" 2 --> 6',
    `  line [${exponents(STANDARD_STEPS)}]`,
    `  line [${exponents(CONSERVATIVE_STEPS)}]`,
    '```',
  ].join('\n');

const mails = (steps: readonly number[], i: number): string => (steps[i] ?? 0).toLocaleString('en-US');

function table(): string {
  const rows = DAYS.map((day, i) => `| ${day} | ${mails(STANDARD_STEPS, i)} | ${mails(CONSERVATIVE_STEPS, i)} |`);
  return ['| level | `standard` | `conservative` |', '| ---: | ---: | ---: |', ...rows].join('\n');
}

/** docs/warm-up.md, with the plans as `core/warm-up/plans.ts` has them. */
export const warmUpPage = (root: string): Record<string, string> =>
  pageWith(root, 'docs/warm-up.md', 'the plans', `${chart()}\n\n${table()}`);
