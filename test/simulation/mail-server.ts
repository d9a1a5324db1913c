import { HOUR, type Instant, MINUTE, SECOND } from '../../core/clock.ts';
import { mailsOfSegment } from '../../core/keys.ts';
import type { HandOver, OutgoingMail } from '../../core/mail/mailer.ts';
import { quotaDayOf } from '../../core/warm-up/quota-day.ts';
import { type MailServer, TIMEOUT_MS } from './container.ts';
import type { Dice } from './dice.ts';
import type { Faults } from './faults.ts';
import type { HandedOver, Ledger } from './ledger.ts';
import type { Machine, Process } from './machine.ts';
import type { Truth } from './truth.ts';

/** The parts of a mail id; run ids hold dashes themselves. */
function partsOf(mailId: string): { runId: string; serial: number; index: number } {
  const parts = mailId.split('-');
  const [index, serial] = [Number(parts.pop()), Number(parts.pop())];
  return { runId: parts.join('-'), serial, index };
}

interface Options {
  machine: Machine;
  truth: Truth;
  ledger: Ledger;
  dice: Dice;
  quotaDayOffsetMinutes: number;
  onBegin: (by: Process, handOver: HandedOver) => void;
}

/** Takes mails, or not, and writes into the ledger what really became of each. */
export function createMailServer({
  machine,
  truth,
  ledger,
  dice,
  quotaDayOffsetMinutes,
  onBegin,
}: Options): MailServer {
  const { faults } = machine;
  const troubles = new Troubles(faults);
  const entryOf = (mail: OutgoingMail): HandedOver | undefined => {
    const { runId, serial, index } = partsOf(mail.mailId);
    return ledger.byMail(runId, serial, index);
  };
  return {
    begin(by, mail) {
      const { runId, serial, index } = partsOf(mail.mailId);
      const handOver: HandedOver = {
        runId,
        serial,
        index,
        email: mail.to,
        domain: truth.runs.get(runId)?.domain ?? '',
        day: quotaDayOf(machine.now, quotaDayOffsetMinutes),
        at: machine.now,
        answer: 'open',
        isAccepted: false,
        evidenceAt: null,
      };
      ledger.begin(handOver);
      onBegin(by, handOver);
      const isSlow = faults.strikes('slow-hand-over');
      const milliseconds = isSlow ? faults.diceOf('slow-hand-over').between(1, TIMEOUT_MS) : dice.between(5, 60);
      return { milliseconds, script: () => troubles.refuse(machine.now) ?? answerTo(mail, machine, handOver) };
    },
    end(mail, answer) {
      const entry = entryOf(mail);
      if (!entry) throw new Error(`mail ${mail.mailId} was never begun`);
      if (answer.kind === 'accepted') entry.isAccepted = true;
      if (entry.isAccepted) expectEvent(entry, machine, truth);
    },
    answered(mail, answer) {
      const entry = entryOf(mail);
      if (!entry) return;
      if (answer.kind === 'accepted' || answer.kind === 'unknown' || answer.kind === 'refused') {
        entry.answer = answer.kind;
      } else entry.answer = 'not-now';
      if (answer.kind === 'blocked' && answer.code === 'sending-disabled')
        ledger.noteBlock(entry, answer.mayPass === true);
    },
  };
}

/** What concerns every mail for a while. */
class Troubles {
  readonly #faults: Faults;
  #deniesUntil: Instant = 0;
  #isAwayUntil: Instant = 0;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** The answer to any mail now, or nothing. */
  refuse(now: Instant): HandOver | undefined {
    if (this.#faults.isCalm) return undefined;
    if (this.#faults.strikes('passing-refusal')) {
      const dice = this.#faults.diceOf('passing-refusal');
      this.#deniesUntil = now + dice.between(SECOND, dice.chance(0.5) ? 55 * SECOND : 3 * MINUTE);
    }
    if (this.#faults.strikes('mail-server-away'))
      this.#isAwayUntil = now + this.#faults.diceOf('mail-server-away').between(MINUTE, 40 * MINUTE);
    if (now < this.#isAwayUntil) return { kind: 'throttled', reason: 'connect ECONNREFUSED' };
    if (now < this.#deniesUntil) return { kind: 'blocked', code: 'sending-disabled', reason: '403', mayPass: true };
    return undefined;
  }
}

function answerTo(mail: OutgoingMail, { faults }: Machine, handOver: HandedOver): HandOver {
  if (mail.to.startsWith('reject+') || faults.strikes('refused')) return { kind: 'refused', reason: '550 no mailbox' };
  if (faults.strikes('busy')) return { kind: 'deferred', reason: '451 later' };
  if (faults.strikes('throttled-mail')) return { kind: 'throttled', reason: '454 too fast' };
  if (faults.strikes('unknown-refused')) return { kind: 'unknown', reason: 'connection lost' };
  if (faults.strikes('unknown-accepted')) {
    handOver.isAccepted = true;
    return { kind: 'unknown', reason: 'connection lost after the data' };
  }
  if (faults.strikes('blocked')) {
    const code = faults.diceOf('blocked').pick(['account-quota', 'account-quota', 'sending-disabled'] as const);
    return { kind: 'blocked', code, reason: code };
  }
  return { kind: 'accepted', response: '250 accepted' };
}

/** The mail event of an accepted mail, which the recorder writes down some time later, or never. */
function expectEvent(entry: HandedOver, machine: Machine, truth: Truth): void {
  const { faults, now } = machine;
  if (faults.strikes('missing-event')) return;
  let delay = faults.diceOf('late-event').between(SECOND, MINUTE);
  if (faults.strikes('late-event')) delay = faults.diceOf('late-event').between(MINUTE, HOUR);
  const record = async () => {
    entry.evidenceAt ??= machine.now;
    machine.trace.add(machine.now, `event of ${entry.runId} ${entry.serial} ${entry.index}`);
    const key = { pk: mailsOfSegment(entry.runId, entry.serial), sk: String(entry.index).padStart(3, '0') };
    await truth.tables.write({ kind: 'put', table: 'Mail', item: { ...key, deliveredAt: machine.now } });
  };
  machine.at(now + delay, record);
  if (faults.strikes('repeated-event')) machine.at(now + delay + faults.diceOf('late-event').between(0, HOUR), record);
}
