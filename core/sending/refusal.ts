import { MINUTE, SECOND } from '../clock.ts';
import { MAX_REASON_LENGTH } from '../mail/limits.ts';
import type { Run } from '../runs/run.ts';
import { apply, awaitMailServer, giveUp } from '../runs/transitions.ts';
import type { SendingPorts } from './ports.ts';
import { sendLater } from './send-later.ts';
import type { Stop } from './send-segment.ts';

/** A right or configuration set that is missing may appear within this time, after a change of the stack. */
const PASSES_WITHIN = MINUTE;
/** Whatever keeps a run from moving for longer is a hold. */
const HELD_AFTER = 2 * MINUTE;
/** Longest wait between two tries. */
const LONGEST_WAIT = 15 * MINUTE;

/** A window that was refused as a whole, or whose mails are blocked by something that may pass. */
export interface WindowRefusal {
  isBlocked: boolean;
  /** The words of the mail server, or why it was not reached. */
  answer: string;
}

/** How the last window of a segment was refused; null if it was not, or for good. */
export function refusalIn(stop: Stop | undefined): WindowRefusal | null {
  if (stop?.kind === 'blocked' && stop.blocked.mayPass) return refusal(true, stop.blocked.reason);
  return stop?.kind === 'later' && stop.refusal != null ? refusal(false, stop.refusal) : null;
}

const refusal = (isBlocked: boolean, answer: string): WindowRefusal => ({
  isBlocked,
  answer: answer.slice(0, MAX_REASON_LENGTH),
});

/**
 * Lets a run wait whose mails nobody accepts: as long again as that has lasted, from a second to 15 minutes. It is in
 * error when what blocks it does not pass, and held when it is refused for long
 * (docs/decisions/0036-a-refusal-that-may-pass.md).
 */
export async function waitForMailServer(run: Run, ports: SendingPorts): Promise<void> {
  const now = ports.clock.now();
  const { refusal } = run;
  // Without a refusal another sender had a mail accepted meanwhile.
  const lasted = now - (refusal?.blockedSince ?? refusal?.since ?? now);
  const isBlocked = refusal?.blockedSince != null;
  if (isBlocked && /* fence: refusal-passes */ lasted >= PASSES_WITHIN) {
    const stopped = await apply(giveUp(run, now), ports);
    // The refusal is over, or another one has begun: it has its own time to pass.
    if (!stopped.done) await sendLater(run.runId, now + SECOND, ports);
    return;
  }
  let at = now + Math.min(LONGEST_WAIT, Math.max(SECOND, lasted));
  if (refusal && !isBlocked && lasted >= HELD_AFTER) {
    const held = await apply(awaitMailServer(run, refusal, at, now), ports);
    if (!held.done && held.run?.refusal?.since !== refusal.since) at = now + SECOND;
  }
  await sendLater(run.runId, at, ports);
}
