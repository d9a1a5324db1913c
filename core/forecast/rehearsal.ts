import type { SnapshotEntry } from '../audience/snapshot-writer.ts';
import type { Instant } from '../clock.ts';
import { type Addressee, type Content, compileContent, type Renderer } from '../content/compile-content.ts';
import { emptyCheck } from '../content/empty-values.ts';
import { type StaticCheck, staticCheck, UNSURE } from '../content/static-check.ts';
import type { Composer } from '../mail/composer.ts';
import type { HtmlToText } from '../mail/html-to-text.ts';
import type { MailAttachment } from '../mail/mailer.ts';
import { linkKey, sealLinkToken } from '../unsubscribe/link-token.ts';
import { UNSUBSCRIBE_PATH } from '../unsubscribe/links.ts';

/**
 * Up to this many recipients are all rendered; beyond it, only those that may lack a variable
 * (docs/decisions/0019-dry-runs-in-one-request.md).
 */
export const RENDER_ALL = 50_000;
/** How many mails, those with the most text, are composed and measured. */
export const MEASURED = 50;
/** How many recipients are shown with their subjects. */
const EXAMPLES = 5;
/** Maximum number of variable names in the answer; a template has few. */
const MAX_NAMES = 100;
/** How many kinds of recipients have a cached rendering. */
const MAX_SHAPES = 10_000;
/** As long as the id of a mail usually is. */
const MAIL_ID = '0000000000000000-000000000-00000-000';

export interface RehearsalPorts {
  composer: Composer;
  htmlToText: HtmlToText;
  /** The address of the product, without a slash at the end. */
  publicUrl: string;
}

interface RehearsalOptions {
  content: Content;
  attachments: MailAttachment[];
  domain: string;
  now: Instant;
  /** About how many recipients there are. */
  expected: number;
}

type Failure = { reason: string; detail: string } | null;

/** Processes recipients as a run would, and hands nothing over. */
export class Rehearsal {
  requested = 0;
  mails = 0;
  readonly skipped = new Map<string, number>();
  readonly failing = new Map<string, number>();
  readonly #missing = new Map<string, number>();
  readonly #empty = new Map<string, number>();
  readonly #render: Renderer;
  readonly #check: StaticCheck | null;
  readonly #emptyIn: ReturnType<typeof emptyCheck>;
  readonly #rendersAll: boolean;
  readonly #options: RehearsalOptions;
  readonly #ports: RehearsalPorts;
  /** Every mail has a link about as long; only that of a measured mail is its own. */
  readonly #anyLink: string;
  readonly #failures = new Map<string, Failure>();
  readonly #examples: Addressee[] = [];
  /** Heaviest last. */
  #heaviest: { recipient: Addressee; weight: number }[] = [];

  constructor(options: RehearsalOptions, ports: RehearsalPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#render = compileContent(options.content, options.attachments, ports.htmlToText);
    this.#check = staticCheck(options.content);
    this.#emptyIn = emptyCheck(options.content);
    this.#rendersAll = this.#check === null || options.expected <= RENDER_ALL;
    this.#anyLink = this.#linkOf('somebody@example.com');
  }

  /** Not asynchronous: this runs millions of times. */
  take({ email, data, skip }: SnapshotEntry): void {
    this.requested += 1;
    if (skip === null) this.#takeRecipient(email, data);
    else add(this.skipped, skip);
  }

  /** Most missed first. */
  missingVariables(): { name: string; recipients: number }[] {
    return mostFirst(this.#missing);
  }

  /** Written into mails as nothing, most often first. */
  emptyVariables(): { name: string; recipients: number }[] {
    return mostFirst(this.#empty);
  }

  /** Bytes of the largest mail as MIME, of those with the most text; null when no recipient gets one. */
  async largestMail(): Promise<number | null> {
    let largest: number | null = null;
    for (const { recipient } of this.#heaviest) {
      const rendered = this.#rendered(recipient, this.#linkOf(recipient.email));
      if (!rendered.ok) continue;
      const { length } = this.#ports.composer.compose(rendered.mail);
      largest = Math.max(largest ?? 0, length);
    }
    return largest;
  }

  /** Some of those who get a mail, with its subject. */
  examples(): { email: string; subject: string }[] {
    return this.#examples.flatMap((recipient) => {
      const rendered = this.#rendered(recipient, this.#anyLink);
      return rendered.ok ? [{ email: recipient.email, subject: rendered.mail.subject }] : [];
    });
  }

  #takeRecipient(email: string, data: string | null): void {
    const recipient: Addressee = { email, data: data === null ? null : JSON.parse(data) };
    const variables = this.#variablesOf(recipient);
    const failure = this.#failureOf(recipient, variables);
    if (failure === null) {
      this.mails += 1;
      if (this.#examples.length < EXAMPLES) this.#examples.push(recipient);
      for (const name of this.#emptyIn(variables)) add(this.#empty, name);
      this.#weigh(recipient, this.#check?.weightOf(variables) ?? data?.length ?? 0);
      return;
    }
    add(this.failing, failure.reason);
    if (failure.reason === 'missing-variable') add(this.#missing, failure.detail);
  }

  #variablesOf({ email, data }: Addressee): Record<string, unknown> {
    return { ...this.#options.content.templateData, ...data, email, unsubscribeUrl: this.#anyLink };
  }

  #failureOf(recipient: Addressee, variables: Record<string, unknown>): Failure {
    if (this.#rendersAll || this.#check === null) return this.#tryToRender(recipient);
    const shape = this.#check.shapeOf(variables);
    if (shape === null) return null;
    if (shape === UNSURE) return this.#tryToRender(recipient);
    const known = this.#failures.get(shape);
    if (known !== undefined) return known;
    const failure = this.#tryToRender(recipient);
    if (this.#failures.size < MAX_SHAPES) this.#failures.set(shape, failure);
    return failure;
  }

  #tryToRender(recipient: Addressee): Failure {
    const rendered = this.#rendered(recipient, this.#anyLink);
    return rendered.ok ? null : { reason: rendered.reason, detail: rendered.detail };
  }

  #weigh(recipient: Addressee, weight: number): void {
    const heaviest = this.#heaviest;
    if (heaviest.length === MEASURED && weight <= (heaviest[0]?.weight ?? 0)) return;
    heaviest.push({ recipient, weight });
    heaviest.sort((a, b) => a.weight - b.weight);
    if (heaviest.length > MEASURED) heaviest.shift();
  }

  #rendered(recipient: Addressee, unsubscribeUrl: string): ReturnType<Renderer> {
    return this.#render(recipient, { mailId: MAIL_ID, unsubscribeUrl, now: this.#options.now });
  }

  /** As long as a link, and signed with an invalid key: it is never sent, and opens nothing. */
  #linkOf(email: string): string {
    const { domain, now } = this.#options;
    const token = sealLinkToken(linkKey(0, 'dry run'), { email, domain, mailId: MAIL_ID, sentAt: now });
    return `${this.#ports.publicUrl}${UNSUBSCRIBE_PATH}${token}`;
  }
}

const mostFirst = (counts: Map<string, number>): { name: string; recipients: number }[] =>
  [...counts]
    .map(([name, recipients]) => ({ name, recipients }))
    .sort((a, b) => b.recipients - a.recipients || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_NAMES);

const add = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
