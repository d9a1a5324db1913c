import { addressHash } from '../audience/address-hash.ts';
import { domainScope, GLOBAL_SCOPE } from '../audience/exclusion-log.ts';
import { inForce } from '../audience/expiry.ts';
import { type Clock, type Instant, SECOND } from '../clock.ts';
import { commit } from '../commit.ts';
import { suppressionKey } from '../keys.ts';
import type { Log } from '../log.ts';
import { RATE_USED_UP } from '../mail/cause.ts';
import type { HandOver, Mailer, OutgoingMail } from '../mail/mailer.ts';
import type { Via } from '../mail/via.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { RateGate } from '../rate/rate.ts';
import type { SendingSettings } from '../rate/settings.ts';
import type { Tables, Write } from '../tables.ts';
import type { Domain } from '../warm-up/domain.ts';
import { type Counted, countOther, settleOther } from './count-other.ts';
import { type EmailRecord, emailAgainWrites, emailOutcomeWrite, newEmailWrites, readEmails } from './email-store.ts';
import { outcomeOf, type TransactionalOutcome, waitForTurn } from './transactional-mail.ts';

/**
 * The core of all mail that is not bulk, whichever way it came in: nobody is mailed twice by a repetition, nothing is
 * answered before it is written down, and what certainly was not sent costs no quota.
 */

/** Hand-overs of one submission at a time. */
const AT_ONCE = 10;
/** How long a mail that the account throttles is retried, once a second: it was certainly not accepted. */
const MAX_THROTTLED_MS = 4 * SECOND;
/** Two writes for each mail; a transaction takes 100. */
const RECORDS_PER_TRANSACTION = 50;

export interface SubmitPorts {
  tables: Tables;
  clock: Clock;
  random: Random;
  log: Log;
  mailer: Mailer;
  rateGate: Pick<RateGate, 'pass' | 'lower'>;
  settings: Pick<SendingSettings, 'windowSize'>;
  /** The fixed offset of the quota day from UTC, in minutes. */
  quotaDayOffsetMinutes: number;
}

/** One message, of which each person gets a copy that is a mail of its own. */
export interface Submission {
  domain: Domain;
  /** `Name <address>` or an address. */
  from: string;
  via: Via;
  /** Takes from the quota of the day whatever the domain says of other mail. */
  isBulk: boolean;
  /** Whether those who unsubscribed from the domain are left out. */
  honorsUnsubscribes: boolean;
  copies: readonly Copy[];
  /** By when all copies have their turn in the send rate, in ms from now. */
  maxWaitMs: number;
  /** Copies that are not begun so many ms from now fail. */
  maxBeginMs: number;
}

/** The mail to one person. Its id is the same in a repetition. */
export interface Copy {
  mailId: string;
  email: string;
  subject: string;
  /** What is handed over, or why there is nothing. */
  content: { ok: true; mail: OutgoingMail } | { ok: false; reason: string };
}

/** What became of one copy. `answer`: that of the mail server, when it was asked now. */
export interface SubmittedCopy extends TransactionalOutcome {
  mailId: string;
  email: string;
  answer: HandOver | null;
}

/** Whether a copy that was not sent may be taken when it is tried again. */
export const isForNow = ({ answer }: Pick<SubmittedCopy, 'answer'>): boolean =>
  answer !== null && answer.kind !== 'refused';

/**
 * Hands over every copy that was not handed over before. Throws `stack-held`, `rate-limited`, `quota-used-up` and
 * `request-in-progress` before anything is handed over, and then leaves nothing behind that keeps the next try from it.
 */
export async function submitMail(ports: SubmitPorts, submission: Submission): Promise<SubmittedCopy[]> {
  const began = ports.clock.now();
  const earlier = await readEmails(
    ports.tables,
    submission.copies.map(({ mailId }) => mailId),
  );
  const barred = await barredAmong(ports, submission);
  const plans = submission.copies.map((copy, i): Plan => planOf(copy, earlier[i], barred.get(copy.email)));
  const ready = plans.filter(isReady);
  const refused = plans.filter(isRefused);
  await waitForTurns(ports, ready.length, began + submission.maxWaitMs);
  const counted = await countOther(ports, submission.domain, {
    sent: ready.length,
    failed: refused.length,
    isBulk: submission.isBulk,
  });
  await writeAhead(ports, submission, { ready, refused, counted, began });
  const answers = await handOverAll(ports, ready, began + submission.maxBeginMs);
  await settle(ports, submission.domain, counted, answers);
  const byId = new Map(answers.map((answer) => [answer.mailId, answer]));
  return plans.map((plan) => byId.get(plan.copy.mailId) ?? doneBefore(plan));
}

/** What is to be done about a copy: nothing, for it was done before; note why it cannot be sent; or hand it over. */
type Plan = { copy: Copy; earlier: EmailRecord | undefined } & (
  | { kind: 'done'; outcome: TransactionalOutcome }
  | { kind: 'refused'; reason: string }
  | { kind: 'ready'; mail: OutgoingMail }
);
type Ready = Extract<Plan, { kind: 'ready' }>;
type Refused = Extract<Plan, { kind: 'refused' }>;

const isReady = (plan: Plan): plan is Ready => plan.kind === 'ready';
const isRefused = (plan: Plan): plan is Refused => plan.kind === 'refused';

function planOf(copy: Copy, earlier: EmailRecord | undefined, bar: string | undefined): Plan {
  if (earlier !== undefined && /* fence: email-done */ earlier.outcome !== 'failed')
    return { copy, earlier, kind: 'done', outcome: earlier };
  if (!copy.content.ok) return { copy, earlier, kind: 'refused', reason: copy.content.reason };
  if (bar !== undefined) return { copy, earlier, kind: 'refused', reason: bar };
  return { copy, earlier, kind: 'ready', mail: copy.content.mail };
}

function doneBefore(plan: Plan): SubmittedCopy {
  const { mailId, email } = plan.copy;
  if (plan.kind === 'done') {
    const { outcome, reason } = plan.outcome;
    return { mailId, email, outcome, reason, answer: null };
  }
  return { mailId, email, outcome: 'failed', reason: isRefused(plan) ? plan.reason : null, answer: null };
}

/** Why addresses are not mailed, by address: `suppressed` for any mail, `unsubscribed` for what honors that. */
async function barredAmong(
  { tables, clock }: Pick<SubmitPorts, 'tables' | 'clock'>,
  { copies, domain, honorsUnsubscribes }: Submission,
): Promise<Map<string, 'suppressed' | 'unsubscribed'>> {
  const barred = new Map<string, 'suppressed' | 'unsubscribed'>();
  const scopes = honorsUnsubscribes
    ? ([
        [domainScope(domain.domain), 'unsubscribed'],
        [GLOBAL_SCOPE, 'suppressed'],
      ] as const)
    : ([[GLOBAL_SCOPE, 'suppressed']] as const);
  for (const [scope, bar] of scopes) {
    const keys = copies.map(({ email }) => suppressionKey(scope, addressHash(email)));
    const rows = await tables.getMany('Audience', keys);
    for (const [i, { email }] of copies.entries()) if (inForce(rows[i], clock.now())) barred.set(email, bar);
  }
  return barred;
}

async function waitForTurns({ rateGate, settings, clock }: SubmitPorts, n: number, deadline: Instant): Promise<void> {
  for (let turn = 0; turn < n; turn += 1) {
    const isItsTurn = await waitForTurn((at) => rateGate.pass(settings.windowSize, at), clock, deadline);
    if (!isItsTurn) throw new Problem('rate-limited', RATE_USED_UP);
  }
}

interface Begun {
  ready: Ready[];
  refused: Refused[];
  counted: Counted;
  began: Instant;
}

/**
 * Before any hand-over: from here on, each mail counts as tried, whatever happens. Where another request has begun one
 * of them, all that was written is taken back.
 */
async function writeAhead(ports: SubmitPorts, submission: Submission, begun: Begun): Promise<void> {
  const { ready, refused, counted } = begun;
  const tried = [
    ...ready.map((plan) => ({ plan, outcome: { outcome: 'unknown', reason: INTERRUPTED } as const })),
    ...refused.map((plan) => ({ plan, outcome: { outcome: 'failed', reason: plan.reason } as const })),
  ];
  const written: typeof tried = [];
  for (let from = 0; from < tried.length; from += RECORDS_PER_TRANSACTION) {
    const some = tried.slice(from, from + RECORDS_PER_TRANSACTION);
    const writes = some.flatMap(({ plan, outcome }) => recordWrites(plan, { ...outcome, submission, begun }));
    if ((await commit(writes, ports)).ok) {
      written.push(...some);
      continue;
    }
    const back = written.filter(({ outcome }) => outcome.outcome === 'unknown').map(({ plan }) => plan.copy.mailId);
    await takeBack(ports, submission.domain, counted, back);
    throw new Problem('request-in-progress', 'another request is handing this mail over');
  }
}

const INTERRUPTED = 'the hand-over was interrupted';

function recordWrites(
  { copy, earlier }: Plan,
  { outcome, reason, submission, begun }: TransactionalOutcome & { submission: Submission; begun: Begun },
): Write[] {
  const { mailId, email, subject } = copy;
  const { from, via, domain } = submission;
  const record = { mailId, email, subject, from, via, domain: domain.domain, outcome, reason };
  if (earlier !== undefined) return emailAgainWrites({ ...record, at: earlier.at });
  return newEmailWrites({ ...record, at: begun.began });
}

/** Nothing of it was handed over. */
async function takeBack(ports: SubmitPorts, domain: Domain, counted: Counted, mailIds: string[]): Promise<void> {
  const reason = 'another request was handing over a part of this message';
  const failed = mailIds.map((mailId) => emailOutcomeWrite(mailId, { outcome: 'failed', reason }));
  await commit([...failed, settleOther(domain, counted, { failed: 0, unknown: 0, back: counted })], ports);
}

/** Copies side by side, some at a time. */
async function handOverAll(ports: SubmitPorts, ready: Ready[], deadline: Instant): Promise<SubmittedCopy[]> {
  const answers: SubmittedCopy[] = [];
  const waiting = ready.values();
  const work = async () => {
    for (const { copy, mail } of waiting) {
      const { mailId, email } = copy;
      const answer = await handOver(ports, mail, deadline);
      answers.push({ mailId, email, ...outcomeOf(answer), answer });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ready.length) }, work));
  return answers;
}

/** A throttled mail was certainly not accepted, and is tried again at the lower rate. */
async function handOver(
  { mailer, rateGate, clock }: SubmitPorts,
  mail: OutgoingMail,
  deadline: Instant,
): Promise<HandOver> {
  if (clock.now() > deadline) return { kind: 'deferred', reason: 'the time of the message was over before its turn' };
  const giveUpAt = clock.now() + MAX_THROTTLED_MS;
  for (;;) {
    const result = await mailer.handOver(mail);
    if (result.kind !== 'throttled') return result;
    await rateGate.lower(clock.now());
    if (clock.now() >= giveUpAt) return result;
    await clock.sleep(SECOND);
  }
}

/**
 * Writes down what became of the copies; what certainly was not sent gives back what it took. The mails are out: a
 * failure to record that must not make the caller send them again.
 */
async function settle(
  ports: SubmitPorts,
  domain: Domain,
  counted: Counted,
  answers: readonly SubmittedCopy[],
): Promise<void> {
  const failed = answers.filter(({ outcome }) => outcome === 'failed').length;
  const unknown = answers.filter(({ outcome }) => outcome === 'unknown').length;
  const writes = answers.map(({ mailId, ...rest }) => emailOutcomeWrite(mailId, rest));
  const isPlain = failed + unknown === 0;
  const all = isPlain ? writes : [...writes, settleOther(domain, counted, { failed, unknown, back: { sent: failed } })];
  try {
    if (all.length === 1 && all[0] !== undefined) await ports.tables.write(all[0]);
    else if (all.length > 0) await commit(all, ports);
  } catch (error) {
    ports.log.error('email-outcome-not-recorded', error, { mailId: answers[0]?.mailId });
  }
}
