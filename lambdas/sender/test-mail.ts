import { isSimulator } from '../../core/mail/mail-event.ts';
import type { HandOver, Mailer, OutgoingMail } from '../../core/mail/mailer.ts';

/** What the self-test invokes the sender with. */
export interface TestMailEvent {
  testMail: Record<string, unknown>;
}

/**
 * A mail of the self-test. Whoever may invoke the function gets no mail out of it to anybody but the simulator.
 * Checked by hand, like a run token: a schema library is a quarter of the sender's code.
 */
function parseTestMail({ testMail }: TestMailEvent): OutgoingMail {
  const text = (name: string): string => {
    const value = testMail[name];
    if (typeof value === 'string') return value;
    throw new Error(`the test mail has no ${name}`);
  };
  const to = text('to');
  if (!isSimulator(to)) throw new Error('a test mail goes to the simulator only');
  return {
    mailId: text('mailId'),
    from: text('from'),
    to,
    replyTo: null,
    subject: text('subject'),
    html: null,
    text: text('text'),
    headers: {},
    attachments: [],
    sendingPool: testMail.sendingPool === null ? null : text('sendingPool'),
  };
}

/** Lets the self-test invoke the sender with a mail, to learn whether the sender's rights are enough. */
export const orTestMail =
  <Event extends object, Context, Answer>(
    handler: (event: Event, context: Context) => Promise<Answer>,
    { mailer }: { mailer: Mailer },
  ) =>
  async (event: Event | TestMailEvent, context: Context): Promise<Answer | HandOver> =>
    'testMail' in event ? mailer.handOver(parseTestMail(event)) : handler(event, context);
