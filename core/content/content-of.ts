import { formatMailbox, type Mailbox } from '../audience/address.ts';
import type { AttachmentRef } from '../mail/attachment.ts';
import type { Content } from './compile-content.ts';
import type { TemplateSource } from './template-variables.ts';
import { type FooterLanguage, withFooter } from './unsubscribe-footer.ts';

/** Defaults of a sender address; most addresses have none. */
export interface SenderDefaults {
  /** Shown beside the address. */
  name: string | null;
  /** `Name <address>` or an address. */
  replyTo: string | null;
}

/** Where a mail comes from: the mailbox that was asked for, the defaults of its address, and the pool of its domain. */
export interface Origin {
  mailbox: Mailbox;
  defaults: SenderDefaults | undefined;
  sendingPool: string | null;
}

/** What was asked for beside the template. */
interface ContentInput {
  replyTo: string | null;
  /** Liquid; null for the template's own. */
  subject: string | null;
  templateData: Record<string, unknown>;
  unsubscribe: boolean;
  /** @default UTC */
  timeZone?: string;
  /** @default false */
  tracking?: boolean;
  /** The language of a line with the link to unsubscribe, for a template that has none. @default no line */
  footer?: FooterLanguage | null;
  /** Attachments that are stored. @default none */
  attachments?: AttachmentRef[];
}

/** The content of mails. What was asked for wins over the template, and the template over the sender's defaults. */
export const contentOf = (
  {
    replyTo,
    subject,
    templateData,
    unsubscribe,
    timeZone = 'UTC',
    tracking = false,
    attachments = [],
    footer = null,
  }: ContentInput,
  given: TemplateSource,
  { mailbox, defaults, sendingPool }: Origin,
): Content => {
  const template = footer === null ? given : withFooter(given, footer);
  return {
    from: formatMailbox({ ...mailbox, name: mailbox.name ?? defaults?.name ?? null }),
    replyTo: replyTo ?? defaults?.replyTo ?? null,
    subject: subject ?? template.subject ?? '',
    html: template.html,
    text: template.text,
    templateData,
    unsubscribe,
    tracking,
    attachments,
    sendingPool,
    timeZone,
  };
};
