import { createHash } from 'node:crypto';
import type { Instant } from './clock.ts';
import type { Random } from './random.ts';

/** Ids count from here, so that they stay below 2^53 until 2089. */
const EPOCH: Instant = Date.UTC(2020, 0, 1);
const IDS_PER_MILLISECOND = 4_096;

/**
 * A new id for a task, list, template or key: an integer below 2^53 as a decimal string, ordered by time.
 * Two made in one millisecond may be equal (1 in 4,096): write under it only on condition that it is free.
 */
export const newId = (now: Instant, random: Random): string => {
  const serial = createHash('sha256').update(random.id()).digest().readUInt16BE(0) % IDS_PER_MILLISECOND;
  return String(Math.max(0, now - EPOCH) * IDS_PER_MILLISECOND + serial);
};

/** Maximum length of an id in digits. */
export const MAX_ID_LENGTH = 16;

/** The form of an id as the API writes it; what has it may still be too large. */
export const ID_FORM = new RegExp(`^(0|[1-9]\\d{0,${MAX_ID_LENGTH - 1}})$`);

/** Whether a text is an id as the API writes it: a decimal integer below 2^53 without leading zeros. */
export const isId = (text: string): boolean => ID_FORM.test(text) && Number(text) <= Number.MAX_SAFE_INTEGER;
