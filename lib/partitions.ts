import { ITEMS } from '../core/items.ts';

/** The partitions of a kind as a pattern of IAM: `*` stands for what varies after `within`, the first part of it. */
export function partitionsOf(kind: keyof typeof ITEMS, within = ''): string {
  const { pk } = ITEMS[kind];
  const fixed = pk.indexOf('<');
  return fixed < 0 ? pk : `${pk.slice(0, fixed)}${within}*`;
}
