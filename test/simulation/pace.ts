import { SECOND } from '../../core/clock.ts';
import type { SendingSettings } from '../../core/rate/settings.ts';
import type { HandedOver } from './ledger.ts';
import type { Process } from './machine.ts';
import type { Report } from './report.ts';

/**
 * I11. Every change of the rate row moves its clock on: the time between its old and its new instant is the slot of the
 * process that moved it. A mail takes its share of the slot, and is not handed over before its window begins in the
 * slot, by the clock of its sender. So the rate is kept on the row's own time line in every second, within one window a
 * sender; by the true clock a sender may be late, and early by the half second by which its clock may differ.
 */
export class Pace {
  readonly #rate: number;
  readonly #windowSize: number;
  readonly #slots = new Map<Process, { from: number; to: number; mails: number }>();

  constructor({ rate, windowSize }: Pick<SendingSettings, 'rate' | 'windowSize'>) {
    this.#rate = rate;
    this.#windowSize = windowSize;
  }

  moved(by: Process, from: number | undefined, to: number, report: Report): void {
    if (from !== undefined && to <= from) report('I11', 'the clock of the rate goes back');
    this.#slots.set(by, { from: from ?? Number.NEGATIVE_INFINITY, to, mails: 0 });
  }

  add(by: Process, mail: HandedOver, report: Report): void {
    const slot = this.#slots.get(by);
    if (!slot) {
      report('I11', `mail to ${mail.email} has no slot`);
      return;
    }
    slot.mails += 1;
    const needed = (slot.mails * SECOND) / this.#rate;
    if (needed > slot.to - slot.from + 1) report('I11', `mail to ${mail.email} is more than its slot holds`);
    // A slot may be for several windows. One that skips recipients has fewer mails, which come later.
    const windowFrom = slot.from + Math.floor((Math.max(0, slot.mails - this.#windowSize) * SECOND) / this.#rate);
    if (by.clock.now() < windowFrom) report('I11', `mail to ${mail.email} comes before its slot`);
  }
}
