import { pluralOf } from '../shape.ts';

const plural = pluralOf('en');

/** What all domains send, day by day. */
export const calendar = {
  title: 'Calendar',
  label: 'What all domains send in the coming days',
  finding: (mails: string, domains: string) => `${mails} mails are planned, from ${domains} domains.`,
  empty: 'Nothing is planned in these days',
  what: 'What happens',
  domain: 'Domain',
  begins: 'begins',
  ends: 'is done',
  tasks: (n: number) => plural(n, { one: '# task', other: '# tasks' }),
  expand: (day: string) => `Show the tasks of ${day}`,
  collapse: (day: string) => `Hide the tasks of ${day}`,
  ics: 'Download for a calendar (.ics)',
  startOf: (task: string) => `${task} begins`,
  finishOf: (task: string) => `${task} is done`,
  helpTitle: 'About the calendar',
  help: 'The days are reckoned by the rules by which mail is sent: the limit of each domain, what is parked, and tasks that begin later. Nobody is expected to interfere, and no mail to be refused.',
};
