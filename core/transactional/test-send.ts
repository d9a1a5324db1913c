import { addressIn } from '../audience/address.ts';
import { type Clock, SECOND } from '../clock.ts';
import { compileContent, type Renderer, type Rendering } from '../content/compile-content.ts';
import { contentOf, type Origin } from '../content/content-of.ts';
import { checkSource } from '../content/manage-templates.ts';
import { recipientData } from '../content/preview-as.ts';
import { readTemplate } from '../content/template-store.ts';
import type { TemplateSource } from '../content/template-variables.ts';
import { RATE_USED_UP } from '../mail/cause.ts';
import type { HtmlToText } from '../mail/html-to-text.ts';
import { MAX_SUBJECT_BYTES } from '../mail/limits.ts';
import type { Mailer, OutgoingMail } from '../mail/mailer.ts';
import type { Objects } from '../objects.ts';
import { invalidField } from '../problems.ts';
import type { Random } from '../random.ts';
import type { RateGate } from '../rate/rate.ts';
import type { Tables } from '../tables.ts';
import { sampleLink } from '../unsubscribe/links.ts';
import { countOther } from './count-other.ts';
import {
  originOf,
  outcomeOf,
  refuseStackHold,
  suppressedAmong,
  type TransactionalOutcome,
  waitForTurn,
} from './transactional-mail.ts';

/** Maximum number of addresses of one test. */
export const MAX_TEST_ADDRESSES = 20;
/** How long the mails of a test wait in all for their turn in the send rate: the caller waits too, 29 s at most. */
const MAX_WAIT_MS = 15 * SECOND;

export interface TestSendPorts {
  tables: Tables;
  objects: Objects;
  clock: Clock;
  random: Random;
  mailer: Mailer;
  rateGate: Pick<RateGate, 'reserve' | 'stackHold'>;
  /** The fixed offset of the quota day from UTC, in minutes. */
  quotaDayOffsetMinutes: number;
  /** The address of the product, without a slash at the end. */
  publicUrl: string;
  htmlToText: HtmlToText;
}

export interface TestSend {
  /** `Name <address>` or an address. */
  from: string;
  /** Liquid; null for the template's own. */
  subject: string | null;
  /** The stored template, or the one that is being written. */
  template: { templateId: string } | { content: TemplateSource };
  templateData: Record<string, unknown>;
  /** Somebody of a list whose data fill the mails, and win over `templateData`; it is not mailed to them. */
  recipient: { listId: string; email: string } | null;
  /** 1 to 20 addresses; a repeated one gets one mail. */
  to: string[];
  /** In which dates are read and shown. @default UTC */
  timeZone?: string;
}

/** The outcome of the mail to one address. */
export interface TestSendResult extends TransactionalOutcome {
  email: string;
  mailId: string;
}

/**
 * Sends a template to a few addresses concurrently, one mail each. Everything is checked before the first mail goes
 * out: throws `invalid-request`, `domain-not-verified` and, where the domain's other mail shares its quota,
 * `quota-used-up`.
 */
export async function testSend(ports: TestSendPorts, input: TestSend): Promise<TestSendResult[]> {
  const addresses = addressesIn(input.to);
  const { domain, ...origin } = await originOf(ports.tables, input.from);
  const render = await rendererFor(ports, input, origin);
  const testId = ports.random.id();
  const shared = { unsubscribeUrl: sampleLink(ports.publicUrl), now: ports.clock.now() };
  const suppressed = await suppressedAmong(ports.tables, addresses, ports.clock.now());
  const contentFor = (email: string, mailId: string) =>
    suppressed.has(email) ? SUPPRESSED : contentOfRendering(render({ email, data: null }, { mailId, ...shared }));
  const mails = addresses.map((email, i) => {
    const mailId = `test-${testId}-${i}`;
    return { email, mailId, content: contentFor(email, mailId) };
  });
  const hold = await ports.rateGate.stackHold();
  if (hold) refuseStackHold(hold);
  await countOther(ports, domain, { sent: mails.filter(({ content }) => content.ok).length });
  const deadline = ports.clock.now() + MAX_WAIT_MS;
  const results: Promise<TestSendResult>[] = [];
  for (const { email, mailId, content } of mails) {
    if (!content.ok) {
      results.push(Promise.resolve({ email, outcome: 'failed', reason: content.reason, mailId }));
    } else if (await waitForTurn((now) => ports.rateGate.reserve(1, now), ports.clock, deadline)) {
      results.push(handOver(ports, content.mail));
    } else {
      results.push(Promise.resolve({ email, outcome: 'failed', reason: RATE_USED_UP, mailId }));
    }
  }
  return Promise.all(results);
}

const SUPPRESSED = { ok: false, reason: 'suppressed' } as const;

const contentOfRendering = (rendering: Rendering) =>
  rendering.ok ? rendering : ({ ok: false, reason: `${rendering.reason}: ${rendering.detail}` } as const);

function addressesIn(to: string[]): string[] {
  if (to.length < 1 || to.length > MAX_TEST_ADDRESSES) {
    throw invalidField(
      '/to',
      `must have 1 to ${MAX_TEST_ADDRESSES} addresses`,
      to.length < 1 ? 'too-small' : 'too-big',
      { min: 1, max: MAX_TEST_ADDRESSES, unit: 'entries' },
    );
  }
  return [...new Set(to.map((text, i) => addressIn(`/to/${i}`, text)))];
}

async function rendererFor(ports: TestSendPorts, input: TestSend, origin: Origin): Promise<Renderer> {
  const template = await templateOf(ports, input.template);
  const subject = input.subject ?? template.subject;
  if (!subject) throw invalidField('/subject', 'is required: the template has none', 'required');
  if (Buffer.byteLength(subject) > MAX_SUBJECT_BYTES) {
    throw invalidField('/subject', `must have at most ${MAX_SUBJECT_BYTES} bytes`, 'too-big', {
      max: MAX_SUBJECT_BYTES,
      unit: 'bytes',
    });
  }
  // Rendered as in the campaign; its sample link changes nothing.
  const { recipient } = input;
  const own = recipient === null ? {} : await recipientData(ports.tables, recipient, '/recipient');
  const templateData = { ...input.templateData, ...own };
  const content = contentOf({ ...input, replyTo: null, subject, templateData, unsubscribe: true }, template, origin);
  return compileContent(content, [], ports.htmlToText);
}

async function templateOf(ports: TestSendPorts, wanted: TestSend['template']): Promise<TemplateSource> {
  if ('content' in wanted) {
    checkSource(wanted.content, '/content');
    return wanted.content;
  }
  const template = await readTemplate(ports, wanted.templateId);
  if (!template) {
    const { templateId } = wanted;
    throw invalidField('/templateId', `there is no template ${templateId}`, 'no-such', { templateId });
  }
  return template;
}

async function handOver({ mailer }: TestSendPorts, mail: OutgoingMail): Promise<TestSendResult> {
  const handedOver = await mailer.handOver(mail);
  return { email: mail.to, ...outcomeOf(handedOver), mailId: mail.mailId };
}
