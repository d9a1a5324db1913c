import type { Cursor, Tables } from '../tables.ts';
import { type Member, membersPage } from './members.ts';

/** Members that are looked at: the first in the order of the address hashes, which is as good as any. */
export const SAMPLED = 1_000;
const PER_READ = 500;
/** Fields that are shown, and examples of each. */
export const MAX_FIELDS = 200;
export const MAX_EXAMPLES = 3;
const MAX_EXAMPLE_LENGTH = 100;

/** A variable that members of a list have values for. */
export interface Field {
  name: string;
  /** The share of the members that have a value, from 0 to 1. */
  filled: number;
  /** Some values, as texts: at most 3, each at most 100 characters of it. */
  examples: string[];
}

/** The data that members of a list have, by a sample of up to 1,000, the most filled first. Throws `not-found`. */
export async function fieldsOf(tables: Tables, listId: string): Promise<{ sampled: number; fields: Field[] }> {
  const members: Member[] = [];
  let after: Cursor | null = null;
  do {
    const page: Awaited<ReturnType<typeof membersPage>> = await membersPage(tables, listId, { limit: PER_READ, after });
    members.push(...page.members);
    after = page.next;
  } while (after !== null && members.length < SAMPLED);
  const found = new Map<string, { count: number; examples: Set<string> }>();
  for (const { data } of members) count(data, found);
  const fields = [...found]
    .map(([name, { count: filled, examples }]) => ({ name, filled: filled / members.length, examples: [...examples] }))
    .sort((a, b) => b.filled - a.filled || (a.name < b.name ? -1 : 1));
  return { sampled: members.length, fields: fields.slice(0, MAX_FIELDS) };
}

function count(data: Member['data'], found: Map<string, { count: number; examples: Set<string> }>): void {
  for (const [name, value] of Object.entries(data ?? {})) {
    const field = found.get(name) ?? { count: 0, examples: new Set() };
    found.set(name, field);
    const text = textOf(value);
    if (text === '') continue;
    field.count += 1;
    if (field.examples.size < MAX_EXAMPLES) field.examples.add(text);
  }
}

/** A value as people read it; empty for one that would leave a hole in a mail. */
function textOf(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
  return text.trim().slice(0, MAX_EXAMPLE_LENGTH);
}
