import { setImmediate as turn } from 'node:timers/promises';
import { decoderOf } from './decoders.ts';
import { MODELS, type Model } from './models.ts';
import { scoreOf } from './score.ts';

/** How much likelier the best reading must be than the next, in nats: about 20 to 1, and more for a few letters. */
const CLEAR = 3;
const CLEAR_FOR_ONE = 1;
/** What a letter beyond ASCII costs in a text that no model knows, on average. */
const IMPLAUSIBLE = -10.5;
const SHOWN_LENGTH = 40;

/** A text as an encoding reads it. */
export interface Reading {
  encoding: string;
  /** A line of the sample that tells readings apart. */
  example: string;
}

export type Guess = { kind: 'clear'; encoding: string } | { kind: 'open'; readings: Reading[] } | { kind: 'none' };

/**
 * The encoding of a sample: of each encoding the likelihood of the text that it makes of the bytes. `open`: two
 * encodings make different texts of it that are about as likely; only somebody who knows the names can tell.
 */
export async function guessEncoding(sample: Uint8Array): Promise<Guess> {
  const scored: Scored[] = [];
  for (const model of MODELS) {
    scored.push(read(sample, model));
    // Others have their turn of the event loop.
    await turn();
  }
  const [best, ...others] = scored.sort((a, b) => b.score - a.score);
  if (!best || best.score < IMPLAUSIBLE * best.foreign) return { kind: 'none' };
  // Encodings that agree on every letter are no alternatives.
  const rival = others.find(({ text }) => text !== best.text);
  if (!rival || best.score - rival.score >= CLEAR + CLEAR_FOR_ONE / best.foreign)
    return { kind: 'clear', encoding: best.encoding };
  return { kind: 'open', readings: differing(best, rival) };
}

interface Scored {
  encoding: string;
  text: string;
  score: number;
  /** Letters beyond ASCII. */
  foreign: number;
}

function read(sample: Uint8Array, model: Model): Scored {
  const text = decoderOf(model.encoding).decode(sample);
  return { encoding: model.encoding, text, score: scoreOf(text, model), foreign: foreignIn(text) };
}

const foreignIn = (text: string): number => Math.max(1, text.match(/[^\0-\x7f]/gu)?.length ?? 0);

function differing(best: Scored, rival: Scored): Reading[] {
  const [ours, theirs] = [best.text.split('\n'), rival.text.split('\n')];
  const at = Math.max(
    0,
    ours.findIndex((line, index) => line !== theirs[index]),
  );
  return [best, rival].map(({ encoding }, index) => ({
    encoding,
    example: ((index === 0 ? ours : theirs)[at] ?? '').slice(0, SHOWN_LENGTH),
  }));
}
