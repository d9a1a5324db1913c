import { isolate, pluralOf } from '../shape.ts';

const plural = pluralOf('en');

export const templates = {
  title: 'Templates',
  list: 'List of the templates',
  columns: { name: 'Name', subject: 'Subject', variables: 'Variables', changed: 'Changed', preview: 'Preview' },
  noSubject: 'without a subject',
  noVariables: 'none',
  make: 'New template',
  open: 'Edit',
  show: 'Show',
  showOf: (name: string) => `Show ${isolate(name)} as a mail`,
  previewOf: (name: string) => `Preview of ${name}`,
  copy: 'Copy',
  copyName: (name: string) => `Copy of ${name}`,
  copied: (name: string) => `${isolate(name)} was copied.`,
  remove: 'Delete',
  removeTitle: 'Delete this template?',
  removeWhy: (name: string) =>
    `${isolate(name)} is gone for good. Mails that were sent with it stay as they are, and so do runs that have started.`,
  removeConfirm: 'Delete the template',
  keep: 'Keep the template',
  removed: (name: string) => `${isolate(name)} is deleted.`,
  inUse: (n: number) =>
    plural(n, {
      one: 'A task still needs it. Cancel the task or choose another template there, then delete it.',
      other: '# tasks still need it. Cancel them or choose another template there, then delete it.',
    }),
  empty: 'No template yet',
  emptyWhy: 'A template is the subject and the content of a mail, with a place for what differs from reader to reader.',
  helpTitle: 'About templates',
  help: 'A template is written in Liquid: {{ name }} is replaced by the name of each reader. Tasks read their template when a run starts; mails of a run that has started stay as they are.',
  startTitle: 'Start from',
  startHelp: 'Choose a design. Everything in it can be changed.',
  beginWith: (name: string) => `Start with ${name}`,
  starts: {
    letter: { name: 'Letter', why: 'A greeting and a few paragraphs, as one person writes to another.' },
    newsletter: { name: 'Newsletter', why: 'Several items with headings and links.' },
    announcement: { name: 'Announcement', why: 'One message and one button.' },
    blank: { name: 'Blank', why: 'Only what every mail needs: the width of a phone, and a link to unsubscribe.' },
    html: { name: 'Your own HTML', why: 'Paste what you have. It is sent as it is.' },
  },
};
