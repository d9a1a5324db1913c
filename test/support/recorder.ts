import { type RecorderPorts, recordMailEvents } from '../../core/insight/record-mail-events.ts';
import type { Bounce, MailEvent, MailEventType } from '../../core/mail/mail-event.ts';
import { mailIdOf } from '../../core/runs/run.ts';
import { segmentsPage } from '../../core/runs/segment-store.ts';
import { recorderPortsIn } from '../../lambdas/compose/recorder.ts';
import type { Engine } from './engine.ts';

const GONE: Bounce = { kind: 'permanent', status: '5.1.1', isSpam: false };
export const FULL: Bounce = { kind: 'transient', status: '4.2.2', isSpam: false };

/** The recorder on an engine's tables. */
export const recorderOf = (engine: Engine, more: Partial<RecorderPorts> = {}): RecorderPorts => ({
  ...recorderPortsIn({ ...engine.ports, noticeQueue: { send: async () => {} } }, { simulatorCounts: false }),
  ...more,
});

/** An event about a mail, now. */
export const mailEvent = (
  engine: Engine,
  type: MailEventType,
  { mailId, email }: { mailId: string; email: string },
  more: Partial<MailEvent> = {},
): MailEvent => ({
  type,
  mailId,
  email,
  at: engine.clock.now(),
  sentAt: engine.clock.now(),
  domain: 'a.example',
  bounce: type === 'bounce' ? GONE : null,
  isSuppressedByProvider: false,
  ...more,
});

/** The mails of a run in the order of their claims, with their addresses. */
export async function mailsOf(engine: Engine, runId: string): Promise<{ mailId: string; email: string }[]> {
  const { segments } = await segmentsPage(engine.tables, runId, { limit: 1_000, after: null });
  const audience = engine.audiences.get(runId) ?? [];
  return segments.flatMap((segment) =>
    Array.from({ length: segment.n }, (_, index) => ({
      mailId: mailIdOf(runId, segment.serial, index),
      email: audience[segment.from + index] ?? '',
    })),
  );
}

/** Tells the recorder that mails were delivered, but for the last ones, which bounced for good. */
export async function deliverAll(
  engine: Engine,
  mails: { mailId: string; email: string }[],
  bounced: number,
  ports: RecorderPorts = recorderOf(engine),
): Promise<void> {
  const events = mails.flatMap((mail, i) => [
    mailEvent(engine, 'send', mail),
    mailEvent(engine, i < mails.length - bounced ? 'delivery' : 'bounce', mail),
  ]);
  for (let from = 0; from < events.length; from += 100) await recordMailEvents(events.slice(from, from + 100), ports);
}
