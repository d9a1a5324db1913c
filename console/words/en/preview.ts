import { isolate } from '../shape.ts';

export const preview = {
  title: 'Preview',
  frame: 'The mail as its reader sees it',
  how: 'How to show the mail',
  views: { phone: 'Phone', tablet: 'Tablet', desktop: 'Desktop', text: 'Text', source: 'Source' },
  dark: 'Dark',
  darkHint:
    'Shows what the mail itself says about dark mode. Gmail, Outlook and Apple Mail may recolor it in ways of their own.',
  images: 'Images',
  noSubject: 'Without a subject',
  noHtml: 'This mail has no HTML: readers see the text.',
  nothing: 'As soon as there is something to read, it is shown here.',
  stale: 'This is the last version that could be shown.',
  size: (size: string) => `${size} without attachments`,
  link: (href: string) => `This link leads to ${isolate(href)}`,
  linkNowhere: 'This link leads nowhere',
  as: 'As the reader',
  list: 'List',
  anybody: 'Nobody in particular',
  reader: 'Recipient',
  lacking: (name: string) => `lacks ${isolate(name)}`,
  nextReader: 'Next recipient',
  previousReader: 'Previous recipient',
  noReaders: 'This list is empty',
  noLists: 'There is no list yet',
  firstReaders: (count: string) => `The first ${count} are offered.`,
};
