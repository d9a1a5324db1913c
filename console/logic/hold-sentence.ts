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
export type Told = Standing & {
  domain: string;
  /** Today's limit of the domain, where the page knows it. */
  limit?: number | null;
  /** The quota day on which it will be done, where the page knows it. */
  finishesOn?: string | null;
};

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

function pauseSentence(task: Told, hold: Pause, context: SentenceContext): string {
  const { domain } = task;
  const { formats, now, nameOf } = context;
  const words = context.words.holds;
  const when = hold.resumesAt === null ? words.soon : formats.near(hold.resumesAt, now);
  switch (hold.reason) {
    case 'warm-up-quota':
      return hold.behind === null
        ? quotaSentence(task, when, context)
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

function quotaSentence({ domain, limit, finishesOn, counts }: Told, when: string, { words, formats }: SentenceContext) {
  const { quota, quotaOf, doneAbout } = words.holds;
  const cached = formats.count(counts.cached);
  const said =
    typeof limit === 'number' ? quotaOf(formats.count(limit), domain, cached, when) : quota(domain, cached, when);
  return typeof finishesOn === 'string' ? words.sentences(said, doneAbout(formats.day(finishesOn))) : said;
}
