import { isolate, pluralOf } from '../shape.ts';

const plural = pluralOf('en');

export const overview = {
  title: 'Overview',
  sending: (n: number) => plural(n, { one: '# task is sending.', other: '# tasks are sending.' }),
  parked: (n: number, when: string) =>
    plural(n, { one: `# task is parked until ${when}.`, other: `# tasks are parked, the first until ${when}.` }),
  parkedOpen: (n: number) => plural(n, { one: '# task is parked.', other: '# tasks are parked.' }),
  waiting: (n: number) => plural(n, { one: '# task waits for its start.', other: '# tasks wait for their start.' }),
  needs: (n: number) => plural(n, { one: '# task needs you.', other: '# tasks need you.' }),
  quiet: 'No task is active.',
  fine: 'Nothing needs you.',
  active: 'What is going on',
  allTasks: 'All tasks',
  domains: 'Today',
  domainsWhy: 'Bulk mail of the quota day, by sending domain.',
  columns: {
    domain: 'Domain',
    sent: 'Sent today',
    left: 'Left',
    reserved: 'Reserved',
    other: 'Tests and single mails',
    level: 'Level',
  },
  ofLimit: (sent: string, limit: string) => `${sent} of ${limit}`,
  noLimit: (sent: string) => `${sent}, without a limit`,
  noDomains: 'No sending domain yet',
  week: 'The last 7 days',
  accepted: 'Sent',
  delivered: 'Delivered',
  bounced: 'Bounced',
  complained: 'Complaints',
  notices: {
    'run-stalled': (name: string) =>
      `${isolate(name)} should move and does not. It is looked after every five minutes.`,
    'account-quota': (perDay: string) => `The AWS account’s own quota of ${perDay} mails in 24 hours is used up.`,
    'bounce-rate': (rate: string, mails: string, limit: string) =>
      `${rate} of ${mails} mails bounced in 7 days. From ${limit} on, AWS may stop the account: clean the lists.`,
    'complaint-rate': (rate: string, mails: string, limit: string) =>
      `${rate} of ${mails} mails brought a complaint in 7 days. From ${limit} on, AWS may stop the account.`,
    'sending-disabled': 'AWS has switched off sending for this account. The SES console says why.',
    sandbox: 'The account is in the SES sandbox: it may mail verified addresses only, and 200 mails a day.',
    'domain-unverified': (domain: string) =>
      `${isolate(domain)} is not verified yet, so nothing can be sent from it. Look at its DNS records.`,
    'dns-broken': (domain: string) => `${isolate(domain)} may send, but some of its DNS records are missing or wrong.`,
    'reputation-held': (domain: string, until: string) =>
      `${isolate(domain)} rests until ${until}: too much of its mail bounced or was complained about.`,
  },
  look: 'See more',
  next: 'What starts next',
  steps: {
    title: 'To the first mailing',
    why: 'Each step ticks itself as soon as it is done.',
    label: 'Steps to the first mailing',
    done: 'Done',
    open: 'To do',
    sandbox: {
      name: 'Leave the SES sandbox',
      why: 'AWS lets a new account mail verified addresses only. Ask for production access; AWS answers within a day.',
      action: 'How to ask AWS',
    },
    domain: {
      name: 'Add a sending domain',
      why: 'Mail comes from a domain of yours, best a subdomain such as news.example.com.',
      action: 'Add a domain',
    },
    dns: {
      name: 'Put its DNS records in order',
      why: 'They prove that the domain is yours, and let mail servers trust its mail. This page looks again by itself.',
      action: 'See the records',
    },
    list: {
      name: 'Make the first list',
      why: 'The readers that you mail, from a CSV file, pasted, or by the API.',
      action: 'Make a list',
    },
    template: {
      name: 'Write the first template',
      why: 'The mail itself, with variables such as the name of the reader.',
      action: 'Write a template',
    },
    test: {
      name: 'Send yourself a test',
      why: 'See the mail as a reader will, before anybody else does.',
      action: 'Send a test',
    },
    task: {
      name: 'Send the first mailing',
      why: 'A new domain begins with few mails a day. What is above its quota goes on by itself on the next day.',
      action: 'New task',
    },
  },
};
