import { decoderOf } from './decoders.ts';
import type { BytePair, Ideographs, Model, Script } from './models.ts';

/** Logarithms of likelihoods, in nats: what a sign costs that a text of names and places hardly ever has. */
const COST = {
  broken: -12,
  control: -14,
  symbol: -9,
  /** Signs of typography and money. */
  sign: -6,
  rareLetter: -8,
  /** One of the hundred or so that half of all names are made of, one of daily use, and any other. */
  usualIdeograph: -5.2,
  ideograph: -9.1,
  rareIdeograph: -13,
  kana: -5.3,
  halfWidthKana: -5,
  /** Of half-width kana after another one: whole words are written in them. */
  nextHalfWidthKana: -3.8,
  wideSign: -7,
  /** A letter of a text in any script. */
  anyLatin: -4,
  anyLetter: -4.5,
  anyIdeograph: -8,
  /** A field that begins with a small letter: names do not. */
  smallBeginning: -1.5,
  /** A capital at the beginning of a word. */
  capital: -0.5,
  /** A symbol, a capital or another alphabet within a word. */
  odd: -5,
  /** A second letter of Latin words beyond ASCII. */
  neighbor: -2.5,
  /** Three consonants or three vowels in a row around a letter beyond ASCII. */
  unspeakable: -1.5,
} as const;

/** The sum of 1 / (rank + 6) over an alphabet of 40: the same for all, so that a short one is not preferred. */
const RANKS = 2;
/** Letters of foreign names are as rare as this one. */
const FOREIGN_RANK = 20;
/** Signs that are remembered. */
const MAX_TRAITS = 50_000;
const SIGNS = new Set('’‘“”„–—…«»°€£§®©™№·¿¡\u00a0');
const LETTER = /[\p{L}\p{M}]/u;
const UPPER = /\p{Lu}/u;
const LOWER = /\p{Ll}/u;
const VOWEL = /^[aeiouyæœøıđ]/i;
const WIDE_SIGN = /[\u3000-\u303f\uff01-\uff60\u30fb\u30fc]/;
const KANA = /[\u3041-\u30ff]/;
const HALF_WIDTH_KANA = /[\uff61-\uff9f]/;
/** The half-width marks of voiced kana, and the kana that take them. */
const MARK = /[\uff9e\uff9f]/;
const MARKABLE = /[\uff73\uff76-\uff84\uff8a-\uff8e]/;
/** Stands for a half-width kana that follows another one. */
const NEXT_KANA = 'ﾝﾝ';
const CONTROL = /[\u0080-\u009f\ue000-\uf8ff]/;
const ASCII_LETTER = /[a-z]/i;

/** How likely it is that the sample is a text of the model: the logarithm of it, without a common constant. */
export function scoreOf(text: string, model: Model): number {
  const signs = [...text];
  const counts = new Map<string, number>();
  let context = 0;
  for (const [at, sign] of signs.entries()) {
    if (sign <= '\x7f') continue;
    const isNextKana = HALF_WIDTH_KANA.test(sign) && HALF_WIDTH_KANA.test(signs[at - 1] ?? '');
    const counted = isNextKana ? NEXT_KANA : sign;
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
    context += contextCost(signs, at, model.script.kind);
  }
  const ofLetters = costsOf(model).map((costOf) => {
    let sum = 0;
    for (const [sign, count] of counts) sum += count * costOf(sign);
    return sum;
  });
  return model.usual + context + Math.max(...ofLetters);
}

type CostOf = (sign: string) => number;
const known = new Map<Model, CostOf[]>();

/** What each sign costs, in each language of the model. */
function costsOf(model: Model): CostOf[] {
  const made = known.get(model) ?? makeCosts(model);
  known.set(model, made);
  return made;
}

function makeCosts({ encoding, script }: Model): CostOf[] {
  if (script.kind === 'any') return [anyCost];
  if (script.kind === 'latin') return script.languages.map(letterCosts);
  return [script.kind === 'ideographs' ? ideographCosts(encoding, script) : letterCosts(script.letters)];
}

function generalCost(sign: string): number {
  if (sign === '\ufffd') return COST.broken;
  if (CONTROL.test(sign)) return COST.control;
  if (SIGNS.has(sign)) return COST.sign;
  return LETTER.test(sign) ? COST.rareLetter : COST.symbol;
}

/** By rank: the fourth letter is half as frequent as the first. */
function letterCosts(letters: string): CostOf {
  const foreignFrom = letters.indexOf(' ');
  const rankOf = (at: number): number => (foreignFrom >= 0 && at > foreignFrom ? FOREIGN_RANK : at);
  const costs = new Map([...letters].map((letter, at) => [letter, -Math.log((rankOf(at) + 6) * RANKS)]));
  for (const [letter, cost] of [...costs]) {
    if (!costs.has(letter.toUpperCase())) costs.set(letter.toUpperCase(), cost);
  }
  return (sign) => costs.get(sign) ?? generalCost(sign);
}

function ideographCosts(encoding: string, { common, from, to, hasKana }: Ideographs): CostOf {
  const usual = new Set(common);
  const firstLevel = lettersBetween(encoding, from, to);
  return (sign) => {
    if (usual.has(sign)) return COST.usualIdeograph;
    if (firstLevel.has(sign)) return COST.ideograph;
    if (hasKana && KANA.test(sign)) return COST.kana;
    if (hasKana && sign === NEXT_KANA) return COST.nextHalfWidthKana;
    if (hasKana && HALF_WIDTH_KANA.test(sign)) return COST.halfWidthKana;
    if (WIDE_SIGN.test(sign)) return COST.wideSign;
    return Math.min(COST.rareIdeograph, generalCost(sign));
  };
}

/** Letters of two bytes, from one pair of lead and trail byte to another; no trail byte is below the first one's. */
function lettersBetween(encoding: string, [lead, trail]: BytePair, [lastLead, lastTrail]: BytePair): Set<string> {
  const decoder = decoderOf(encoding);
  const letters = new Set<string>();
  const lowest = Math.min(trail, lastTrail) >= 0xa1 ? 0xa1 : 0x40;
  for (let pair = lead * 256 + trail; pair <= lastLead * 256 + lastTrail; pair += 1) {
    if ((pair & 0xff) < lowest) continue;
    const text = decoder.decode(Uint8Array.of(pair >> 8, pair & 0xff));
    if (text.length === 1 && LETTER.test(text)) letters.add(text);
  }
  return letters;
}

/** Of UTF-8, which writes all scripts. */
const anyCost: CostOf = (sign) => {
  if (/[\u00c0-\u024f]/.test(sign)) return COST.anyLatin;
  if (/[\u3041-\u9fff\uac00-\ud7a3]/.test(sign)) return COST.anyIdeograph;
  return LETTER.test(sign) && !CONTROL.test(sign) ? COST.anyLetter : generalCost(sign);
};

/** What the neighbors of a letter beyond ASCII say against it. */
function contextCost(signs: string[], at: number, kind: Script['kind']): number {
  const [sign = '', before = '\n', after = '\n'] = [signs[at], signs[at - 1], signs[at + 1]];
  if (kind === 'ideographs') return ideographContext(sign, before, after);
  if (!traitsOf(sign).isLetter) {
    const isTypography = SIGNS.has(sign) || sign === '\ufffd';
    return !isTypography && (traitsOf(before).isLetter || traitsOf(after).isLetter) ? COST.odd : 0;
  }
  let cost = 0;
  if (kind === 'alphabet' && (ASCII_LETTER.test(before) || ASCII_LETTER.test(after))) cost += COST.odd;
  if (traitsOf(sign).isUpper && !traitsOf(before).isLetter) cost += COST.capital;
  if (before === '\n' && traitsOf(sign).isLower) cost += COST.smallBeginning;
  // A capital inside a word of small letters, on either side.
  if (traitsOf(sign).isUpper && traitsOf(before).isLetter && (traitsOf(before).isLower || traitsOf(after).isLower))
    cost += COST.odd;
  if (
    traitsOf(sign).isLower &&
    (traitsOf(after).isUpper || (traitsOf(before).isUpper && traitsOf(signs[at - 2] ?? '\n').isUpper))
  )
    cost += COST.odd;
  if (kind === 'latin') cost += latinCost(signs, at, before);
  return cost;
}

function ideographContext(sign: string, before: string, after: string): number {
  const besideLatin = ASCII_LETTER.test(before) || ASCII_LETTER.test(after) ? COST.odd / 2 : 0;
  // Half-width kana write whole words, and their marks stand behind the kana that they change.
  const isHalfWidth = HALF_WIDTH_KANA.test(sign);
  const isMixed = before > '\x7f' && isHalfWidth !== HALF_WIDTH_KANA.test(before) && before !== '\u3000';
  const isStrayMark = MARK.test(sign) && !MARKABLE.test(before);
  return besideLatin + (isMixed ? COST.odd : 0) + (isStrayMark ? COST.odd : 0);
}

function latinCost(signs: string[], at: number, before: string): number {
  const neighbor = before > '\x7f' && traitsOf(before).isLetter ? COST.neighbor : 0;
  // C and V around the letter, a blank where the word ends.
  const shape = [-2, -1, 0, 1, 2].map((offset) => traitsOf(signs[at + offset] ?? '\n').sound).join('');
  return neighbor + (/CCC|VVV/.test(shape) || / C /.test(shape.slice(1, 4)) ? COST.unspeakable : 0);
}

interface Traits {
  isLetter: boolean;
  isUpper: boolean;
  isLower: boolean;
  /** Consonant or vowel; a blank for what is no letter. */
  sound: 'C' | 'V' | ' ';
}
const traits = new Map<string, Traits>();

/** Asked for each sign of a sample in each encoding: found once. */
function traitsOf(sign: string): Traits {
  const found = traits.get(sign);
  if (found) return found;
  const isLetter = LETTER.test(sign);
  const sound = isLetter ? (VOWEL.test(sign.normalize('NFD')) ? 'V' : 'C') : ' ';
  const made: Traits = { isLetter, isUpper: UPPER.test(sign), isLower: LOWER.test(sign), sound };
  if (traits.size < MAX_TRAITS) traits.set(sign, made);
  return made;
}
