import { isolate } from '../shape.ts';

/** What is said of a task wherever it is shown. */
export const task = {
  types: { immediate: 'Now', timed: 'At a time', recurring: 'Again and again' },
  statuses: {
    waiting: 'waiting',
    preparing: 'preparing',
    sending: 'sending',
    paused: 'paused',
    error: 'error',
    finished: 'finished',
    cancelled: 'cancelled',
  },
  parked: 'parked',
  unnamed: 'Task without a name',
  progressOf: (name: string) => `Progress of ${isolate(name)}`,
  ofAll: (done: string, all: string) => `${done} of ${all}`,
};
