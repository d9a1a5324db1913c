import { TASK_DEFAULTS } from '../../core/tasks/task.ts';
import type { TaskInput } from '../../core/tasks/task-input.ts';

/** The campaign that every sender of a comparison sends: 5 KB of HTML and a text, both personal. */

const PARAGRAPH =
  'The harvest is in, and the cellar is full again. We have set aside six cases from the upper slopes for readers in ' +
  '{{ city }}, and the first evening of the season is on Friday. Doors open at seven; the kitchen serves until ten.';

const html = (paragraphs: number): string =>
  [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ name }}, your autumn letter</title></head>',
    '<body style="margin:0;font-family:Georgia,serif;color:#222222;background:#faf7f2">',
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">',
    '<h1 style="font-size:24px">Good morning, {{ name }}</h1>',
    ...Array.from(
      { length: paragraphs },
      (_, i) =>
        `<p style="font-size:16px;line-height:24px;max-width:560px">${PARAGRAPH} Offer ${i + 1} ends on {{ until }}.` +
        ` <a href="https://shop.example/offers/${i + 1}?reader={{ code }}">See it</a></p>`,
    ),
    '<p style="font-size:12px">You get this letter because you asked for it, {{ name }} ({{ email }}).</p>',
    '</td></tr></table></body></html>',
  ].join('\n');

export const campaign = {
  domain: 'bench.example',
  from: 'Cellar News <news@bench.example>',
  subject: '{{ name }}, the harvest is in',
  html: html(10),
  text: `Good morning, {{ name }}\n\n${PARAGRAPH}\n\nYour code: {{ code }}, until {{ until }}.\n\n{{ email }}`,
} as const;

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
