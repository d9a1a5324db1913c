import { isolate, pluralOf } from '../shape.ts';

const plural = pluralOf('en');

/** Why a task stands, and when it goes on. */
export const holds = {
  quota: (domain: string, cached: string, when: string) =>
    `Today’s mails of ${isolate(domain)} are sent. The other ${cached} go on ${when} by themselves.`,
  quotaOf: (limit: string, domain: string, cached: string, when: string) =>
    `Today’s ${limit} mails of ${isolate(domain)} are sent. The other ${cached} go on ${when} by themselves.`,
  doneAbout: (day: string) => `Done about ${day}.`,
  behind: (other: string, when: string) =>
    `${isolate(other)} was parked first and needs today’s quota. This goes on as soon as something is left, at the latest ${when}.`,
  account: (when: string) =>
    `The AWS account’s own quota for 24 hours is used up. Goes on ${when}. For more, ask AWS for a higher sending quota.`,
  accountOf: (max: string, when: string) =>
    `The AWS account’s own quota of ${max} mails in 24 hours is used up. Goes on ${when}. For more, ask AWS for a higher sending quota.`,
  reputation: (domain: string, when: string) =>
    `Too many mails of ${isolate(domain)} bounced or brought complaints. It rests until ${when}; clean the list meanwhile.`,
  reputationLimit: (limit: string) => `The limit is ${limit}.`,
  rests: (domain: string, when: string) => `${isolate(domain)} rests until ${when}; clean the list meanwhile.`,
  importInto: (list: string) =>
    `An import is filling ${isolate(list)}. Starts by itself when the import is at its end.`,
  importOf: (list: string, share: string) =>
    `An import is filling ${isolate(list)}, and is at ${share}. Starts by itself when the import is at its end.`,
  import: 'An import is filling the list. Starts by itself when the import is at its end.',
  server: (when: string) => `The mail server accepts nothing for now. Tries again ${when} by itself.`,
  serverSaid: (answer: string) => `It said: ${isolate(answer)}`,
  all: 'Everything is held. An admin has to release it before anything is sent.',
  user: (when: string) => `Paused by a user ${when}. Nothing is sent until somebody resumes it.`,
  allBy: (name: string, when: string) =>
    `Everything is held by ${isolate(name)} since ${when}. An admin has to release it before anything is sent.`,
  userBy: (name: string, when: string) =>
    `Paused by ${isolate(name)} ${when}. Nothing is sent until somebody resumes it.`,
  lacksRecord: (type: string, name: string) => `The ${type} record ${isolate(name)} is missing or wrong.`,
  attached: (size: string) => `Its attachments alone make ${size} of it.`,
  soon: 'soon',
  earlier: 'earlier',
  anotherTask: 'Another task',
  errors: {
    'domain-not-verified': (domain: string, cached: string) =>
      `${isolate(domain)} is not verified any more. ${cached} mails wait. Put its DNS records right, then resume.`,
    'template-missing': 'The template was deleted before the start. Choose another, or cancel the task.',
    'list-missing': 'The list was deleted before the start. Choose another, or cancel the task.',
    'too-many-recipients': 'Its lists have grown to more than 5 million members together. Choose fewer, then resume.',
    'mail-too-large': 'A mail would be larger than 10 MB. Make the template or the attachments smaller.',
    'sending-disabled': 'AWS has switched off sending for this account. Look into the SES console, then resume.',
  },
  waiting: (when: string) => `Starts ${when}. List and template are read then.`,
  unknown: (n: number) =>
    plural(n, {
      one: 'For # recipient the answer of the mail server was lost: they may have got the mail, and are not mailed again by themselves.',
      other:
        'For # recipients the answer of the mail server was lost: they may have got the mail, and are not mailed again by themselves.',
    }),
};
