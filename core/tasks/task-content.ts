import { domainOf, mailboxIn } from '../audience/address.ts';
import type { Content } from '../content/compile-content.ts';
import { contentOf } from '../content/content-of.ts';
import type { TemplateSource } from '../content/template-variables.ts';
import type { References } from './ports.ts';
import type { Task } from './task.ts';

/** What a run of a task sends, as sender and domain are now. */
export async function taskContent(
  task: Pick<
    Task,
    'from' | 'replyTo' | 'subject' | 'templateData' | 'timeZone' | 'unsubscribe' | 'tracking' | 'footer' | 'attachments'
  >,
  template: TemplateSource,
  references: Pick<References, 'sender' | 'domain'>,
): Promise<Content> {
  const mailbox = mailboxIn('/from', task.from);
  const [defaults, domain] = await Promise.all([
    references.sender(mailbox.address),
    references.domain(domainOf(mailbox.address)),
  ]);
  return contentOf(task, template, { mailbox, defaults, sendingPool: domain?.sendingPool ?? null });
}
