import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TASK_DEFAULTS } from '../../core/tasks/task.ts';
import type { TaskInput } from '../../core/tasks/task-input.ts';

const part = (name: string): string => readFileSync(join(import.meta.dirname, 'newsletter', name), 'utf8');

/**
 * The campaign that every sender of a comparison sends: a newsletter as people send them, with links, long lines, a
 * style sheet whose lines begin with a dot, and a text, all of it personal.
 */
export const campaign = {
  domain: 'bench.example',
  from: 'Cellar News <news@bench.example>',
  subject: '{{ name }}, the harvest is in',
  html: part('newsletter.html.liquid'),
  text: part('newsletter.txt.liquid'),
} as const;

/**
 * A link to unsubscribe for senders that are compared with the product, as long as the product's own; those are signed
 * and encrypted, this one is invented.
 */
export const inventedLink = (email: string): string =>
  `https://m.bench.example/u/${Buffer.from(email.padEnd(90)).toString('base64url')}`;

/** Letters outside ASCII in some names, as in any real list. */
const NAMES = ['Ann', 'Zoë', 'José', 'Li Na', 'Olu', 'Marta', 'Søren', 'Ivan', 'Aiko', 'Noor'];
const CITIES = ['Leeds', 'Porto', 'Málaga', 'Ghent', 'Turin'];

export interface Reader {
  email: string;
  data: Record<string, string>;
}

/** Reader `index` of any list: always the same. */
export const readerAt = (index: number): Reader => ({
  email: `reader-${index}@example.net`,
  data: {
    name: NAMES[index % NAMES.length] ?? '',
    city: CITIES[index % CITIES.length] ?? '',
    until: '30 November',
    code: `R${String(index).padStart(7, '0')}`,
  },
});

export const readersFrom = (from: number, n: number): Reader[] =>
  Array.from({ length: n }, (_, offset) => readerAt(from + offset));

/** A task that sends a template to a list now, and nothing else. */
export const immediateTask = (of: Pick<TaskInput, 'from' | 'templateId' | 'listId'>): TaskInput => ({
  ...TASK_DEFAULTS,
  ...of,
  name: null,
  type: 'immediate',
  replyTo: null,
  subject: null,
  templateData: {},
  startAt: null,
  intervalHours: null,
  recurrence: null,
  until: null,
  tracking: false,
  attachments: [],
});
