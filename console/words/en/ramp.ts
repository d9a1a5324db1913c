import { isolate, pluralOf } from '../shape.ts';

const plural = pluralOf('en');

/** What a domain has sent and will send, day by day. */
export const ramp = {
  label: 'What was sent, and what is planned, by quota day',
  range: 'Days that are shown',
  days: (n: number) => plural(n, { one: '# day', other: '# days' }),
  sent: 'Sent',
  plannedOf: (task: string) => `${isolate(task)} (planned)`,
  plannedOthers: 'Other tasks (planned)',
  planned: 'Planned',
  limit: 'Limit of the day',
  limitNow: 'Limit under the plan of today',
  account: 'Quota of the AWS account',
  day: 'Quota day',
  mails: 'Mails',
  level: 'Level',
  notes: 'What happened',
  table: 'The same as numbers',
  today: (day: string) => `${day} (today)`,
  nothing: 'Nothing is planned in these days.',
  finding: (planned: string, last: string, most: string, day: string) =>
    `In these days ${planned} mails are planned, until ${last}; most, ${most}, on ${day}.`,
  unlimited: 'no limit',
};
