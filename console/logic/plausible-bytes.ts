/**
 * How much bytes look like text of a language in one of its encodings, as a number to compare with that of another
 * encoding. The commonest letters of each language lie in few rows of its code table.
 */
export function plausibility(bytes: Uint8Array, encoding: string): number {
  const scores = TABLES[encoding];
  if (scores === undefined) return Number.NEGATIVE_INFINITY;
  let score = 0;
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const trail = bytes[at + 1];
    const pair = lead < 0x80 || trail === undefined ? null : scores.pair(lead, trail);
    if (pair !== null) score += pair;
    else if (lead >= 0x80 && trail !== undefined) score += scores.single(lead, bytes[at - 1] ?? 0x20, trail);
    at += pair === null ? 1 : 2;
  }
  return score;
}

interface Table {
  /** Of two bytes that are one letter; null where they are none. */
  pair(lead: number, trail: number): number | null;
  /** Of one byte beyond ASCII, between two others. */
  single(byte: number, before: number, after: number): number;
}

const FAULT = -4;
const within = (byte: number, low: number, high: number): boolean => byte >= low && byte <= high;
const isLetter = (byte: number): boolean => within(byte | 0x20, 0x61, 0x7a);
const faulty = (): number => FAULT;

/** Rows of common letters, by the first byte: the first range that a letter is in counts. */
const rows =
  (ranges: readonly (readonly [low: number, high: number, score: number])[], isTrail: (trail: number) => boolean) =>
  (lead: number, trail: number): number | null => {
    const range = ranges.find(([low, high]) => within(lead, low, high));
    return range === undefined || !isTrail(trail) ? null : range[2];
  };

const isHigh = (trail: number): boolean => within(trail, 0xa1, 0xfe);
const isSjisTrail = (trail: number): boolean => within(trail, 0x40, 0x7e) || within(trail, 0x80, 0xfc);
const isBig5Trail = (trail: number): boolean => within(trail, 0x40, 0x7e) || isHigh(trail);

const SJIS_ROWS = rows(
  [
    [0x82, 0x83, 2.2],
    [0x81, 0x81, 1],
    [0x88, 0x97, 2],
    [0x98, 0x9f, 0.2],
    [0xe0, 0xfc, 0.2],
  ],
  isSjisTrail,
);
/** Simplified Chinese has its common letters in the first rows, all of them with high second bytes. */
const GB_ROWS = rows(
  [
    [0xa1, 0xa3, 1],
    [0xa4, 0xa5, 0],
    [0xb0, 0xd7, 2],
    [0xd8, 0xf7, 0.4],
  ],
  isHigh,
);

const TABLES: Record<string, Table> = {
  shift_jis: { pair: SJIS_ROWS, single: (byte) => (within(byte, 0xa1, 0xdf) ? 0.3 : FAULT) },
  'euc-jp': {
    pair: rows(
      [
        [0xa1, 0xa1, 1],
        [0xa4, 0xa5, 2.2],
        [0xb0, 0xcf, 1.9],
        [0xd0, 0xf4, 0.2],
      ],
      isHigh,
    ),
    single: faulty,
  },
  gb18030: {
    pair: (lead, trail) =>
      GB_ROWS(lead, trail) ?? (within(lead, 0x81, 0xfe) && within(trail, 0x40, 0xfe) && trail !== 0x7f ? -0.5 : null),
    single: faulty,
  },
  big5: {
    pair: rows(
      [
        [0xa1, 0xa3, 1],
        [0xa4, 0xc6, 1.9],
        [0xc9, 0xf9, 0.3],
      ],
      isBig5Trail,
    ),
    single: faulty,
  },
  'euc-kr': {
    pair: rows(
      [
        [0xa1, 0xa3, 1],
        [0xb0, 0xc8, 2.2],
        [0xca, 0xfd, -1],
      ],
      isHigh,
    ),
    single: faulty,
  },
  'windows-1252': { pair: () => null, single: westernLetter },
  'windows-1251': { pair: () => null, single: cyrillicLetter },
};

/** Letters with accents stand alone among others. */
function westernLetter(byte: number, before: number, after: number): number {
  if (before >= 0x80 || after >= 0x80) return -1;
  if (!within(byte, 0xc0, 0xff)) return 0.5;
  return isLetter(before) || isLetter(after) ? 2 : 0.5;
}

/** Cyrillic words consist of nothing else; most of their letters are small. */
function cyrillicLetter(byte: number, before: number, after: number): number {
  if (isLetter(before) || isLetter(after)) return -2;
  if (!within(byte, 0xc0, 0xff)) return 0;
  const isSmall = byte >= 0xe0;
  if (isSmall) return before >= 0xc0 || after >= 0xc0 ? 1.15 : 0.5;
  return before < 0x80 && after >= 0xe0 ? 1.15 : 0;
}
