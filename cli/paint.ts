import { styleText } from 'node:util';
import type { Output } from './output.ts';

/** What a text tells, for which it gets a color. */
export type Tone = 'good' | 'bad' | 'waiting' | 'faint' | 'strong';

/** Colors a text that is laid out already, where the output has colors. */
export type Paint = (tone: Tone | null, text: string) => string;

const FORMATS = { good: 'green', bad: 'red', waiting: 'yellow', faint: 'gray', strong: 'bold' } as const;

/** As it is. */
export const unpainted: Paint = (_, text) => text;

export const paintFor = ({ isColored }: Output): Paint =>
  isColored === true
    ? (tone, text) => (tone === null || text === '' ? text : styleText(FORMATS[tone], text, { validateStream: false }))
    : unpainted;

const TONES: Record<string, Tone> = {
  cancelled: 'bad',
  error: 'bad',
  failed: 'bad',
  finished: 'good',
  missing: 'bad',
  ok: 'good',
  paused: 'waiting',
  pending: 'waiting',
  preparing: 'waiting',
  sent: 'good',
  skipped: 'waiting',
  unknown: 'bad',
  verified: 'good',
};

/** The tone of a status, an outcome or the result of a check. */
export const toneOf = (word: string): Tone | null => TONES[word] ?? null;

/** What was not sent stands out in a bar. */
export const paintBar = (paint: Paint, bar: string): string =>
  bar.replace(/█+/u, (cells) => paint('good', cells)).replace(/×+/u, (cells) => paint('bad', cells));
