import { MINUTE, SECOND } from '../../core/clock.ts';
import { readResult } from '../../core/runs/results.ts';
import { type HandedOver, unsubscribeName } from './ledger.ts';
import type { Process } from './machine.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

/** The invariants of a hand-over, at the moment when it begins; the ledger holds it already. */
export function checkHandOver(world: World, by: Process, mail: HandedOver, report: Report): void {
  const what = `mail ${mail.serial}-${mail.index} of run ${mail.runId} to ${mail.email}`;
  checkNotTwice(world, mail, what, report);
  checkRetry(world, mail, what, report);
  checkFence(world, by, mail, what, report);
  checkQuota(world, mail, what, report);
  checkStop(world, mail, what, report);
  checkHold(world, mail, what, report);
  checkAudience(world, mail, what, report);
  const unsubscribedAt = world.ledger.unsubscribed.get(unsubscribeName(mail.domain, mail.email));
  if (unsubscribedAt !== undefined && mail.at > unsubscribedAt + MINUTE) {
    report('I13', `${what} was unsubscribed ${mail.at - unsubscribedAt} ms ago`);
  }
  world.pace.add(by, mail, report);
}

/** I3, and the same for those who were refused for good. */
function checkNotTwice(world: World, mail: HandedOver, what: string, report: Report): void {
  const earlier = world.ledger.of(mail.runId, mail.email).filter((other) => other !== mail);
  for (const { answer, isAccepted } of earlier) {
    if (isAccepted) report('I3', `${what} was accepted before`);
    else if (answer !== 'not-now') report('I3', `${what} was handed over before, with answer ${answer}`);
  }
  if (earlier.length > 0) world.cover('handed over again after a certain refusal');
}

/** A retry of the unknown leaves out whose mail event was stored before its freeze; its clock may be a little ahead. */
function checkRetry(world: World, mail: HandedOver, what: string, report: Report): void {
  const run = world.truth.runs.get(mail.runId);
  if (!run?.retryOf) return;
  const known = (run.frozenAt ?? 0) - SECOND;
  const mails = world.ledger.of(run.retryOf, mail.email);
  if (mails.some(({ evidenceAt }) => evidenceAt !== null && evidenceAt < known)) {
    report('I3', `${what} is a retry, although there was evidence of the mail before`);
  }
}

/** The table says that this mail may be on its way, and that it is this process that sends it. */
function checkFence(world: World, by: Process, mail: HandedOver, what: string, report: Report): void {
  const segment = world.truth.segments.get(mail.runId)?.get(mail.serial);
  if (!segment) {
    report('fence', `${what} has no segment`);
    return;
  }
  if (segment.status !== 'open') report('fence', `${what} is sent after its segment was closed`);
  if (world.owners.get(segment.owner) !== by) report('fence', `${what} is sent by a stranger`);
  if (mail.index >= segment.windowHigh) report('fence', `${what} is sent before it was written down`);
  if (readResult(segment.results, mail.index) !== 'none') report('fence', `${what} has a result already`);
}

/**
 * I2 by the true clock. Mails are handed over on the day of their grant, so that the clocks of senders, at most half a
 * second off, never carry one into another day; and a day's mails never exceed its limit.
 */
function checkQuota(world: World, mail: HandedOver, what: string, report: Report): void {
  const segment = world.truth.segments.get(mail.runId)?.get(mail.serial);
  if (segment && segment.day !== mail.day) report('I2', `${what} begins on ${mail.day}, granted for ${segment.day}`);
  const limit = world.truth.quota(mail.domain, mail.day)?.limit ?? 0;
  const used = world.ledger.usedOf(mail.domain, mail.day);
  if (used > limit) report('I2', `${what} is number ${used} of ${mail.day}, the limit is ${limit}`);
}

/** I9 for all runs at once. On a fast account the windows of one reservation, 100 ms of the rate, may go on. */
function checkHold(world: World, mail: HandedOver, what: string, report: Report): void {
  const sent = world.ledger.held?.get(`${mail.runId} ${mail.serial}`) ?? 0;
  const { rate, windowSize } = world.workload.settings;
  const most = rate > 500 ? Math.max(windowSize, rate / 10) : windowSize;
  if (sent > most) report('I9', `${what} is number ${sent} since everything was held`);
  else if (sent > 0) world.cover('sent after a hold, within a window');
}

/** I18. That it goes out once is I3. */
function checkAudience(world: World, { runId, email }: HandedOver, what: string, report: Report): void {
  const { taskId } = world.truth.runs.get(runId) ?? {};
  const planned = world.workload.tasks.find(({ task }) => task.taskId === taskId);
  if (!planned?.members.includes(email)) report('I18', `${what} is for somebody who is in none of the lists`);
  if (planned?.leftOut.includes(email)) report('I18', `${what} is for somebody whom the task leaves out`);
  if ((planned?.lists.size ?? 1) > 1) world.cover('sent to one of several lists');
}

/** I9. */
function checkStop(world: World, mail: HandedOver, what: string, report: Report): void {
  const sent = world.ledger.stopped.get(mail.runId)?.get(mail.serial) ?? 0;
  const { windowSize } = world.workload.settings;
  if (sent > windowSize) report('I9', `${what} is number ${sent} since the run was stopped`);
  else if (sent > 0) world.cover('sent after a stop, within a window');
}
