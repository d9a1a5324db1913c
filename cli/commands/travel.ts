import { ApiProblem } from '../../adapters/api/problem.ts';
import type { Session } from '../session.ts';
import { count, minute } from '../text.ts';
import { UsageError } from '../usage-error.ts';

/** A travel of years with much to send takes its time. */
const TRAVEL_MS = 30 * 60 * 1_000;

/** Moves the clock of the product on one machine, or shows it. What falls due on the way is done. */
export async function travel(session: Session, said: string | undefined): Promise<void> {
  const target = said === undefined ? null : targetOf(said);
  const api = await session.api();
  try {
    if (target === null) {
      const { now } = await api.get<{ now: string }>('/_local/clock');
      session.show([`it is ${minute(now)}`], [{ now }]);
      return;
    }
    const arrived = await api.post<{ now: string; fired: number }>('/_local/clock', target, {
      timeoutMs: TRAVEL_MS,
      signal: session.signal,
    });
    session.show([`it is ${minute(arrived.now)}; fell due on the way: ${count(arrived.fired)}`], [arrived]);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
    throw new UsageError('only the product on one machine can travel in time (npm start)');
  }
}

/** `90m`, `24h`, `2d`, `1w`, an ISO 8601 duration such as `P1DT5M`, or a time to go to. Throws `UsageError`. */
function targetOf(said: string): { advance: string } | { to: string } {
  const [, n, unit = ''] = /^(\d{1,6})([mhdw])$/i.exec(said) ?? [];
  if (n !== undefined) return { advance: `${/[mh]/i.test(unit) ? 'PT' : 'P'}${n}${unit.toUpperCase()}` };
  if (/^P/i.test(said)) return { advance: said.toUpperCase() };
  if (/^\d{4}-/.test(said)) return { to: said };
  throw new UsageError(
    `'${said}' is neither a duration, such as 24h, 2d or PT90M, nor a time, such as 2027-01-05T09:00:00Z`,
  );
}
