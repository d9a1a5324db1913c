import { type Clock, type Instant, MINUTE } from '../clock.ts';
import { taskOfRun } from '../keys.ts';
import type { Log } from '../log.ts';
import { type MailEvent, placeOfMail } from '../mail/mail-event.ts';
import type { Queue } from '../queue.ts';
import type { Tables } from '../tables.ts';
import type { EventName, MailEventName, WebhookEvent } from './events.ts';
import { EVENTS_A_NOTICE, type Notice } from './notice.ts';
import { allWebhooks } from './webhook-store.ts';

/** How long a process caches the events that any webhook wants. */
const REMEMBERED_FOR = MINUTE;

const NAMES: Record<MailEvent['type'], MailEventName | null> = {
  send: null,
  delivery: 'mail.delivered',
  delay: 'mail.delayed',
  bounce: 'mail.bounced',
  complaint: 'mail.complained',
  reject: 'mail.rejected',
  'rendering-failure': 'mail.rejected',
  open: 'mail.opened',
  click: 'mail.clicked',
  unsubscribe: 'mail.unsubscribed',
  subscription: null,
  reply: null,
  report: null,
};

/** Publishes mail events, if any webhook wants them. Never throws. */
export type PublishMails = (events: MailEvent[]) => Promise<void>;

/**
 * Publishes through messages. Nothing is sent while no webhook wants mail events: there is one for nearly every mail.
 */
export function createPublishMails(ports: {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  noticeQueue: Queue<Notice>;
  log: Log;
}): PublishMails {
  let wanted: { names: Set<EventName>; until: Instant } | undefined;

  const readWanted = async (): Promise<Set<EventName>> => {
    const now = ports.clock.now();
    if (wanted && now < wanted.until) return wanted.names;
    const names = new Set((await allWebhooks(ports.tables)).flatMap(({ events }) => events));
    wanted = { names, until: now + REMEMBERED_FOR };
    return names;
  };

  return async (events) => {
    try {
      const names = await readWanted();
      const wanted = events.map(mailEvent).filter((event) => event !== null && names.has(event.event));
      for (let from = 0; from < wanted.length; from += EVENTS_A_NOTICE) {
        const part = wanted.slice(from, from + EVENTS_A_NOTICE).filter((event) => event !== null);
        await ports.noticeQueue.send({ v: 1, kind: 'events', events: part });
      }
    } catch (error) {
      ports.log.error('mail-events-not-published', error, { count: events.length });
    }
  };
}

function mailEvent({ type, mailId, at, domain, email, bounce }: MailEvent): WebhookEvent | null {
  const event = NAMES[type];
  if (event === null) return null;
  const runId = placeOfMail(mailId)?.runId ?? null;
  const taskId = runId === null ? null : taskOfRun(runId);
  return { event, taskId: null, at, data: { mailId, taskId, runId, domain, email, bounce: bounce && { ...bounce } } };
}
