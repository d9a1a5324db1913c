import type { Person, PersonMail, Suppression } from '../api/answers.ts';
import type { Words } from '../words/en.ts';
import { isolate } from '../words/shape.ts';
import type { Formats } from './formats.ts';

export interface PersonContext {
  words: Words;
  formats: Formats;
  /** The product's time, in milliseconds. */
  now: number;
  /** Why a task that has not come to somebody stands, where the page knows it. */
  standsBecause(taskId: string): string | null;
}

/** What a field is called that holds how people are called. */
const NAMES = /^(full|first|given)?[ _-]?name$|^(vorname|prénom|nombre|nome|名前|お名前|氏名|姓名|名字|称呼)$/i;
const LONGEST_NAME = 60;

/** How the lists call a person; their address where none does. */
export function nameOf({ email, lists }: Pick<Person, 'email' | 'lists'>): string {
  for (const { data } of lists) {
    for (const [field, value] of Object.entries(data ?? {})) {
      if (NAMES.test(field) && typeof value === 'string' && value.trim() !== '')
        return value.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);
    }
  }
  return email;
}

/** What a mail is called: by its task, else by its subject. */
export const mailTitle = ({ taskName, subject }: PersonMail, { task }: Words): string =>
  taskName ?? subject ?? task.unnamed;

/** Whether nothing at all is known of an address. */
export const isStranger = ({ lists, mails, suppressions }: Person): boolean =>
  lists.length + mails.length + suppressions.length === 0;

/** In one sentence: whether somebody got the latest mail that was meant for them, and why not. */
export function personSentence(person: Person, context: PersonContext): string {
  const { said } = context.words.people;
  if (isStranger(person)) return said.stranger(isolate(person.email));
  const who = isolate(nameOf(person));
  const [latest] = person.mails;
  if (latest !== undefined) return mailSentence(who, latest, person, context);
  const [suppression] = person.suppressions;
  return suppression === undefined
    ? said.noMail(who)
    : said.notMailed(who, suppressionClause(suppression, person, context));
}

function mailSentence(who: string, mail: PersonMail, person: Person, context: PersonContext): string {
  const { words } = context;
  const { said } = words.people;
  const title = isolate(mailTitle(mail, words));
  switch (mail.outcome) {
    case null: {
      const why = mail.taskId === null ? null : context.standsBecause(mail.taskId);
      const coming = said.coming(who, title);
      return why === null ? coming : words.sentences(coming, why);
    }
    case 'unknown':
      return mail.delivery === null ? said.doubtful(who, title) : deliverySentence(who, title, mail, context);
    case 'sent':
      return deliverySentence(who, title, mail, context);
    case 'failed':
    case 'skipped':
      if (mail.cause?.code === 'already-sent') return said.gotBefore(who, title);
      return said.notGot(who, title, causeClause(mail, person, context));
  }
}

function deliverySentence(who: string, title: string, { at, delivery }: PersonMail, context: PersonContext): string {
  const { said, because } = context.words.people;
  if (delivery === null) return said.sent(who, title, when(at, context));
  switch (delivery.status) {
    case 'delivered':
      return delivery.openedAt === null
        ? said.got(who, title, when(delivery.deliveredAt ?? at, context))
        : said.opened(who, title, when(delivery.openedAt, context));
    case 'bounced':
      return said.notGot(who, title, because.bounced(bounceDetail(delivery, context)));
    case 'complained':
      return said.complained(who, title, when(delivery.complainedAt, context));
    case 'rejected':
      return said.notGot(who, title, because.rejected);
    case 'delayed':
      return said.delayed(who, title);
    case 'sent':
      return said.sent(who, title, when(delivery.sentAt ?? at, context));
  }
}

/** When, as people say it; what is not known is a dash. */
const when = (at: string | null, { formats, now }: PersonContext): string =>
  at === null ? '–' : formats.near(at, now);

type Delivery = NonNullable<PersonMail['delivery']>;

const bounceDetail = ({ bouncedAt, bounce }: Pick<Delivery, 'bouncedAt' | 'bounce'>, context: PersonContext): string =>
  [when(bouncedAt, context), ...(bounce?.status == null ? [] : [bounce.status])].join(', ');

/** Why a mail was not sent to a person. */
function causeClause({ cause, reason, domain }: PersonMail, person: Person, context: PersonContext): string {
  const { because } = context.words.people;
  const suppressionBy = (isMeant: (one: Pick<Suppression, 'reason' | 'domain'>) => boolean) =>
    person.suppressions.find(isMeant);
  const code = cause?.code ?? 'refused';
  switch (code) {
    case 'suppressed': {
      const found = suppressionBy((one) => one.reason !== 'unsubscribe');
      return found ? suppressionClause(found, person, context) : because.suppressed;
    }
    case 'unsubscribed': {
      const found = suppressionBy((one) => one.reason === 'unsubscribe' && one.domain === domain);
      return found ? suppressionClause(found, person, context) : because.unsubscribed(isolate(domain));
    }
    case 'missing-variable':
      return because.lacks(isolate(cause?.variable ?? ''));
    case 'refused':
      return because.refused(isolate(reason ?? ''));
    case 'already-sent':
    case 'no-answer':
      return because.other;
    default:
      return because[code];
  }
}

/** Why an address is not mailed. A bounce is told with its code, where the mail that bounced is among those shown. */
function suppressionClause(
  { reason, domain, createdAt }: Person['suppressions'][number],
  { mails }: Person,
  context: PersonContext,
): string {
  const { because } = context.words.people;
  const since = when(createdAt, context);
  switch (reason) {
    case 'bounce': {
      const bounced = mails.find(({ delivery }) => delivery?.status === 'bounced')?.delivery;
      return because.bounced(bounced ? bounceDetail(bounced, context) : since);
    }
    case 'complaint':
      return because.complained(since);
    case 'manual':
      return because.entered(since);
    case 'unsubscribe':
      return because.left(isolate(domain ?? ''), since);
  }
}
