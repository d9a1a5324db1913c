import { isolate } from '../shape.ts';

/** The list of the tasks. */
export const tasks = {
  title: 'Tasks',
  list: 'List of the tasks',
  active: 'Active',
  all: 'All',
  columns: {
    name: 'Name',
    type: 'Type',
    status: 'Status',
    progress: 'Progress',
    requested: 'Requested',
    started: 'Start',
    finishes: 'Finish',
  },
  domain: 'Sending domain',
  newTask: 'New task',
  filter: 'Filter the tasks',
  filterHint: 'Find by name or subject, or filter',
  empty: 'No mail has been sent to a list yet',
  emptyWhy:
    'A task sends one template to one list: now, at a time, or again and again. It needs a verified domain, a list and a template.',
  noneActive: 'Nothing is being sent, and nothing waits',
  noneActiveWhy: 'Tasks that have ended are under All.',
  noMatch: 'No task matches the filter',
  open: 'Open',
  exportReaders: 'Export the readers',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  notNow: (status: string) => `Not possible while the task is ${status}.`,
  cancelTitle: 'Cancel this task?',
  cancelWhy: (name: string, left: string) =>
    `${isolate(name)} stops for good. ${left} recipients get no mail. Mails that were sent stay sent.`,
  typeNumber: (left: string) => `Type ${left}, the number of recipients who get no mail`,
  cancelConfirm: 'Cancel the task',
  keep: 'Keep the task',
  done: {
    pause: (name: string) => `${isolate(name)} is paused.`,
    resume: (name: string) => `${isolate(name)} was resumed.`,
    cancel: (name: string) => `${isolate(name)} is cancelled.`,
  },
  helpTitle: 'About tasks',
  help: 'A task that is parked goes on by itself: its line says when and why it stands. A task that a user paused waits until somebody resumes it. The bar counts every recipient whose outcome is known.',
};
