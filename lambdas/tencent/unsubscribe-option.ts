import { Refusal } from './errors.ts';

/** 0 for no way to unsubscribe, 1 to 12 for a line in a language; null where neither call nor address says. */
export async function optionIn(
  { unsubscribeOption }: { unsubscribeOption(address: string): Promise<number | null> },
  text: string | undefined,
  address: string,
): Promise<number | null> {
  if (text === undefined || text === '') return await unsubscribeOption(address);
  if (/^(?:\d|1[0-2])$/.test(text)) return Number(text);
  throw new Refusal('InvalidParameterValue', 'Unsubscribe must be a number from 0 to 12');
}
