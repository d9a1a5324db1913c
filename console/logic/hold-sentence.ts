import type { Words } from '../words/en.ts';
import type { Formats } from './formats.ts';
import type { HoldFigures, ReputationFigure } from './hold-figures.ts';
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
  figures?: HoldFigures;
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

function errorSentence({ error, domain, counts, figures = {} }: Told, { words, formats }: SentenceContext) {
  if (error === null) return null;
  const { errors, lacksRecord, attached } = words.holds;
  if (error === 'domain-not-verified') {
    const { missing } = figures;
    const said = errors[error](domain, formats.count(counts.cached));
    return missing ? words.sentences(lacksRecord(missing.type, missing.name), said) : said;
  }
  if (error !== 'mail-too-large' || typeof figures.attached !== 'number') return errors[error];
  return words.sentences(errors[error], attached(formats.size(figures.attached)));
}

type Pause = NonNullable<Standing['hold']>;

function pauseSentence(task: Told, hold: Pause, context: SentenceContext): string {
  const { domain, figures = {} } = task;
  const { formats, now, nameOf } = context;
  const words = context.words.holds;
  const when = hold.resumesAt === null ? words.soon : formats.near(hold.resumesAt, now);
  const since = hold.since === null ? words.earlier : formats.near(hold.since, now);
  switch (hold.reason) {
    case 'warm-up-quota':
      return hold.behind === null
        ? quotaSentence(task, when, context)
        : words.behind(nameOf(hold.behind) ?? words.anotherTask, when);
    case 'account-quota':
      return typeof figures.accountPerDay === 'number'
        ? words.accountOf(formats.count(figures.accountPerDay), when)
        : words.account(when);
    case 'reputation':
      return figures.reputation
        ? reputationSentence(figures.reputation, domain, when, context)
        : words.reputation(domain, when);
    case 'list-import':
      return importSentence(figures.import ?? null, context);
    case 'mail-server':
      return [words.server(when), ...(hold.lastAnswer === null ? [] : [words.serverSaid(hold.lastAnswer)])].join(' ');
    case 'hold-all':
      return hold.by === null ? words.all : words.allBy(hold.by.name, since);
    case 'user':
      return hold.by === null ? words.user(since) : words.userBy(hold.by.name, since);
  }
}

function quotaSentence(task: Told, when: string, { words, formats }: SentenceContext): string {
  const { domain, finishesOn, counts, figures = {} } = task;
  const { quota, quotaOf, doneAbout } = words.holds;
  const cached = formats.count(counts.cached);
  const said =
    typeof figures.limit === 'number'
      ? quotaOf(formats.count(figures.limit), domain, cached, when)
      : quota(domain, cached, when);
  return typeof finishesOn === 'string' ? words.sentences(said, doneAbout(formats.day(finishesOn))) : said;
}

function reputationSentence(
  { cause, share, mails, limit }: ReputationFigure,
  domain: string,
  when: string,
  { words: { holds, warmUp, sentences }, formats }: SentenceContext,
): string {
  const because = warmUp.because(formats.share(share), formats.count(mails), warmUp.causes[cause]);
  return sentences(sentences(because, holds.reputationLimit(formats.share(limit))), holds.rests(domain, when));
}

function importSentence(known: HoldFigures['import'] | null, { words: { holds }, formats }: SentenceContext): string {
  if (!known) return holds.import;
  const { list, share } = known;
  return share === null ? holds.importInto(list) : holds.importOf(list, formats.share(share));
}
