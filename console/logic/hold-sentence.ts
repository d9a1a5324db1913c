import type { Words } from '../words/en.ts';
import type { Formats } from './formats.ts';
import type { Standing } from './task-state.ts';

export interface SentenceContext {
  words: Words;
  formats: Formats;
  /** The product's time, in milliseconds. */
  now: number;
  /** The name of another task, if the page knows it. */
  nameOf(taskId: string): string | undefined;
}

/** A task of which a sentence is to be said; `domain` is that of its sender. */
export type Told = Standing & { domain: string };

/** Why a task does not move, and when it will; null for one that moves, or has ended. */
export function holdSentence(task: Told, context: SentenceContext): string | null {
  const { formats, now } = context;
  const words = context.words.holds;
  if (task.status === 'waiting') return words.waiting(formats.near(task.startAt, now));
  if (task.status === 'error') return errorSentence(task, context);
  return task.status === 'paused' && task.hold !== null ? pauseSentence(task, task.hold, context) : null;
}

function errorSentence({ error, domain, counts }: Told, { words, formats }: SentenceContext): string | null {
  if (error === null) return null;
  const said = words.holds.errors[error];
  return typeof said === 'string' ? said : said(domain, formats.count(counts.cached));
}

type Pause = NonNullable<Standing['hold']>;

function pauseSentence({ domain, counts }: Told, hold: Pause, context: SentenceContext): string {
  const { formats, now, nameOf } = context;
  const words = context.words.holds;
  const when = hold.resumesAt === null ? words.soon : formats.near(hold.resumesAt, now);
  switch (hold.reason) {
    case 'warm-up-quota':
      return hold.behind === null
        ? words.quota(domain, formats.count(counts.cached), when)
        : words.behind(nameOf(hold.behind) ?? words.anotherTask, when);
    case 'account-quota':
      return words.account(when);
    case 'reputation':
      return words.reputation(domain, when);
    case 'list-import':
      return words.import;
    case 'mail-server':
      return [words.server(when), ...(hold.lastAnswer === null ? [] : [words.serverSaid(hold.lastAnswer)])].join(' ');
    case 'hold-all':
      return words.all;
    case 'user':
      return words.user(hold.since === null ? words.earlier : formats.near(hold.since, now));
  }
}
