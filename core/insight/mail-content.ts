import type { SnapshotStore } from '../audience/snapshot-store.ts';
import type { Clock } from '../clock.ts';
import { type Content, compileContent } from '../content/compile-content.ts';
import { wholeText } from '../mail/filled-text.ts';
import type { HtmlToText } from '../mail/html-to-text.ts';
import type { ObjectReader } from '../objects.ts';
import { Problem } from '../problems.ts';
import { contentKey } from '../sending/run-contents.ts';
import type { Tables } from '../tables.ts';
import { sampleLink } from '../unsubscribe/links.ts';
import { findMailOfRun } from './find-emails.ts';

interface MailContentPorts {
  tables: Tables;
  snapshots: SnapshotStore;
  objects: ObjectReader;
  clock: Clock;
  htmlToText: HtmlToText;
  publicUrl: string;
}

/** A mail as its reader got it, but for the link to unsubscribe, which is a sample. */
export interface MailContent {
  from: string;
  to: string;
  replyTo: string | null;
  subject: string;
  html: string | null;
  text: string | null;
  /** Those that the content adds. */
  headers: Record<string, string>;
  attachments: { name: string; size: number }[];
  /** Bytes of subject, HTML and text, before they are encoded, and of the attachments. */
  bytes: number;
}

/**
 * Renders a mail of a run again, from what the run froze and the recipient's data, as of the moment it was handed over.
 * Throws `not-found` for a mail that there never was, whose text is not kept, or that could not be made.
 */
export async function readMailContent(mailId: string, ports: MailContentPorts): Promise<MailContent> {
  const found = await findMailOfRun(mailId, ports);
  if (!found) throw new Problem('not-found', 'there is no such mail of a task; the text of single mails is not kept');
  const { email, snapshot, recipient } = found;
  const bytes = await ports.objects.get(contentKey(snapshot));
  if (!bytes) throw new Problem('not-found', `the content of run ${email.runId} is not kept any more`);
  const content = JSON.parse(new TextDecoder().decode(bytes)) as Content;
  const rendered = compileContent(
    content,
    [],
    ports.htmlToText,
  )(recipient, {
    mailId,
    unsubscribeUrl: sampleLink(ports.publicUrl),
    now: email.delivery?.sentAt ?? email.at ?? ports.clock.now(),
  });
  if (!rendered.ok)
    throw new Problem('not-found', `this mail could not be made: ${rendered.reason}: ${rendered.detail}`);
  const { from, to, replyTo, subject, headers } = rendered.mail;
  const [html, text] = [wholeText(rendered.mail.html), wholeText(rendered.mail.text)];
  const attachments = content.attachments.map(({ name, size }) => ({ name, size }));
  const ofTexts = [subject, html, text].reduce((sum, part) => sum + Buffer.byteLength(part ?? ''), 0);
  const ofFiles = attachments.reduce((sum, { size }) => sum + size, 0);
  return { from, to, replyTo, subject, html, text, headers, attachments, bytes: ofTexts + ofFiles };
}
