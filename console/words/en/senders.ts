import { isolate } from '../shape.ts';

/** The senders. */
export const senders = {
  title: 'Senders',
  notNeeded:
    'Any address of a verified domain may send. A sender only adds what its mails have by default: a name, and where replies go.',
  empty: 'No address has defaults of its own',
  columns: { address: 'Address', name: 'Name', replyTo: 'Replies go to', domain: 'Domain' },
  add: 'Add a sender',
  change: 'Change the sender',
  save: 'Save the sender',
  addressHint: 'Of a domain that is verified.',
  nameHint: 'What readers see beside the address. May be left empty.',
  replyToHint: 'Another address that gets the replies. May be left empty.',
  use: (address: string) => `Use ${isolate(address)}`,
  saved: (address: string) => `${isolate(address)} is saved.`,
  remove: 'Delete the sender',
  removeAsk: (address: string) => `Delete the sender ${isolate(address)}?`,
  removeWhy: 'The address may still send, without a name and an address for replies of its own.',
  removed: (address: string) => `The sender ${isolate(address)} is deleted.`,
  keep: 'Keep the sender',
  helpTitle: 'About senders',
  help: 'Tasks that send from the address take its defaults over when their run starts. Runs that have started keep the old ones.',
};
