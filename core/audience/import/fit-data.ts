import { MAX_RECIPIENT_DATA_BYTES } from '../add-recipients.ts';

/**
 * Leaves out the longest values until the data fits into what a recipient may have: a long remark must not keep a
 * reader from the list. `left`: the names of what was left out.
 */
export function fitData(data: Record<string, unknown>): { data: Record<string, unknown>; left: string[] } {
  const entries = Object.entries(data).map(([name, value]) => ({ name, value, size: bytesOf({ [name]: value }) }));
  const left: string[] = [];
  let size = bytesOf(data);
  for (const { name, size: own } of entries.toSorted((a, b) => b.size - a.size)) {
    if (size <= MAX_RECIPIENT_DATA_BYTES) break;
    left.push(name);
    // Without its braces, and with its comma.
    size -= own - 1;
  }
  return { data: Object.fromEntries(Object.entries(data).filter(([name]) => !left.includes(name))), left };
}

const bytesOf = (data: Record<string, unknown>): number => Buffer.byteLength(JSON.stringify(data));
