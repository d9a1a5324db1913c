import { isolate, pluralOf } from '../shape.ts';

const plural = pluralOf('en');

/** The sending domains, and the page of one. */
export const domains = {
  title: 'Sending domains',
  one: 'Sending domain',
  columns: {
    domain: 'Domain',
    status: 'Status',
    dns: 'DNS',
    today: 'Mails today',
    level: 'Level',
    held: 'Held until',
  },
  statuses: { pending: 'not verified yet', verified: 'verified', failed: 'not verified' },
  unlimited: (sent: string) => `${sent}, without a limit`,
  empty: 'Mail needs a domain that is yours',
  emptyWhy:
    'Add a domain, put its records into your DNS, and send from any address of it. A subdomain such as news.example.com keeps the reputation of your other mail apart.',
  add: 'Add a domain',
  addConfirm: 'Add the domain',
  name: 'Name of the domain',
  nameHint:
    'Better a subdomain for newsletters, such as news.example.com, than the domain of your ordinary mail: each has a reputation of its own.',
  helpTitle: 'About sending domains',
  help: 'Mail servers trust a domain that begins with few mails and sends more from day to day. Each domain therefore has a level, and each level a limit for the day. What does not fit today is parked, and goes on by itself.',
  dns: {
    title: 'DNS records',
    notRead: 'not read yet',
    allRight: 'all right',
    problems: (n: number) => plural(n, { one: '# record to change', other: '# records to change' }),
    verified: 'The domain is verified: mail may be sent from it',
    next: 'Any address of it may send.',
    toSenders: 'Give an address a name for its mails',
    pending: 'The domain is not verified yet',
    pendingWhy:
      'Put the records below into the DNS where the domain is managed. This page looks again every 30 seconds for ten minutes; some providers need hours.',
    look: 'Look again',
    short: (zone: string) => `Names without ${isolate(zone)}, as some providers want them`,
    zoneFile: 'Download as a zone file',
    copyName: (name: string) => `Copy the name ${isolate(name)}`,
    copyValue: (value: string) => `Copy the value ${isolate(value)}`,
    columns: {
      purpose: 'For',
      state: 'State',
      type: 'Type',
      name: 'Name',
      value: 'Value',
      current: 'In the DNS now',
    },
    purposes: {
      dkim: 'Signature (DKIM)',
      'mail-from': 'Bounces (MAIL FROM)',
      spf: 'Origin (SPF)',
      dmarc: 'Policy (DMARC)',
      mx: 'Replies (MX)',
      mxExpected: 'A mail server of yours that takes replies',
    },
    states: { right: 'right', wrong: 'to change', unknown: 'not known' },
    says: {
      add: (type: string) => `Add this ${type} record.`,
      change: (type: string) =>
        `Keep this ${type} record, and no other of its type and name. A proxy in front of it must be off.`,
      merge: (value: string) => `Keep the record, and add the mail service to it: ${isolate(value)}`,
      'plus-all': 'The record ends in +all, which lets everybody send as you. End it in ~all.',
      'not-seen-yet': 'The record is right. The mail service has not seen it yet, which may take some hours.',
      'no-policy': (name: string) => `The record ${isolate(name)} has no policy. Add p=none; to it.`,
      several: (n: string, name: string) =>
        `There are ${n} such records at ${isolate(name)}, so that mail servers ignore them all. Keep one.`,
      'no-mx': (domain: string) =>
        `Nobody can reply to an address of ${isolate(domain)}, and some mail servers trust such mail less. Add an MX record that leads to your mail server.`,
      unknown: 'The DNS was not looked up, or did not answer in time. Look again.',
    },
  },
  settings: {
    title: 'Settings',
    limitOther: 'Single mails and tests share the limit of the day',
    limitOtherWhy: 'Without this they are sent at any time, and only counted.',
    pool: 'Dedicated addresses',
    shared: 'the shared addresses of SES',
    mailFrom: 'Bounces go back to',
    mailFromNone: 'the domain of SES',
    edit: 'Change',
    save: 'Save',
    poolHint:
      'The name of a pool that the stack has. Empty for the shared addresses. Runs that have started keep theirs.',
    mailFromHint: (domain: string) =>
      `A subdomain of ${isolate(domain)} without other mail, so that SPF is aligned. It needs records of its own. Empty for the domain of SES.`,
    mailFromSaved: 'Bounces go there from now on. See under DNS records which records it needs.',
    created: 'Added',
    updated: 'Changed',
    saved: 'The setting is saved.',
    removeTitle: 'Delete the domain',
    remove: 'Delete the domain',
    removeAsk: (domain: string) => `Delete ${isolate(domain)}?`,
    removeWhy:
      'No more mail can be sent from it, its senders are deleted, and its warm-up begins anew if it is added again. Statistics and mails that were sent stay. A domain that SES knew before stays in SES.',
    removed: (domain: string) => `${isolate(domain)} is deleted.`,
    keep: 'Keep the domain',
  },
};
