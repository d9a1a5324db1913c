import { isolate, pluralOf } from '../shape.ts';

const plural = pluralOf('en');

export const clock = {
  title: 'Clock',
  why: 'The product on this machine has a clock of its own. Move it, and see in seconds what takes days.',
  now: 'The clock says',
  utc: 'UTC',
  next: 'Next event',
  nothing: 'Nothing is waiting to happen.',
  starts: (name: string, when: string) => `${isolate(name)} starts ${when}.`,
  'goes-on': (name: string, when: string) => `${isolate(name)} goes on ${when}.`,
  travel: 'Travel',
  dateHolder: 'YYYY/MM/DD',
  timeHolder: 'hh:mm',
  date: 'Date',
  dateForm: 'Year, month, day.',
  time: 'Time',
  timeForm: '24 hours, in the time zone of this browser.',
  openCalendar: 'Open the calendar',
  past: 'The clock goes forwards only.',
  go: 'Travel there',
  traveled: (to: string, fired: number) =>
    plural(fired, { one: `Traveled to ${to}: # thing happened.`, other: `Traveled to ${to}: # things happened.` }),
};
