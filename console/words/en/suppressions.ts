import { isolate, pluralOf } from '../shape.ts';

const plural = pluralOf('en');

/** Who is not mailed. */
export const suppressions = {
  title: 'Suppressions',
  list: 'Addresses that are not mailed',
  helpTitle: 'About suppressions',
  help: 'Whoever is listed here is skipped by every task, in whichever list they are. Addresses that bounce for good and people who complain come here by themselves; so does who unsubscribes, for the bulk mail of that domain alone.',
  columns: { email: 'Address', reason: 'Reason', domain: 'Not mailed by', since: 'Since', action: 'Action' },
  all: 'any domain',
  anyDomain: 'All domains',
  allReasons: 'All reasons',
  reasons: { bounce: 'bounced', complaint: 'complained', manual: 'by hand', unsubscribe: 'unsubscribed' },
  empty: 'Nobody is suppressed',
  emptyWhy: 'Bounces, complaints and unsubscribes come here by themselves.',
  noMatch: 'No suppression matches the filter',
  add: 'Never mail an address again',
  addHint: 'One a line, or separated by commas or blanks; up to 100.',
  tooMany: 'These are more than 100 at once.',
  addThem: (n: number) => plural(n, { one: 'Suppress # address', other: 'Suppress # addresses' }),
  added: (n: number) => plural(n, { one: '# address is suppressed.', other: '# addresses are suppressed.' }),
  free: 'Let be mailed again',
  freeOf: (email: string) => `Let ${isolate(email)} be mailed again`,
  freeTitle: (email: string) => `Let ${isolate(email)} be mailed again?`,
  freed: (email: string) => `${isolate(email)} may be mailed again.`,
  wished: 'They asked for it',
  permits: {
    bounce: 'Mail to this address bounced. It will probably bounce again, and hurts the standing of your domain.',
    complaint: 'They called a mail of yours spam. Another complaint hurts the standing of your domain badly.',
    manual: 'A colleague or a program put the address here. Every task may mail it again.',
    unsubscribe: 'They unsubscribed from the bulk mail of this domain. Mailing them again needs their wish.',
  },
};
