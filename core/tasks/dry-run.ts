import { frozenAudience } from '../audience/frozen-audience.ts';
import type { SnapshotEntry } from '../audience/snapshot-writer.ts';
import { type Instant, SECOND } from '../clock.ts';
import { type Addressee, compileContent, type Renderer } from '../content/compile-content.ts';
import type { HtmlToText } from '../content/html-to-text.ts';
import { Problem } from '../problems.ts';
import { UNSUBSCRIBE_PATH } from '../unsubscribe/links.ts';
import { linkKey, sealToken } from '../unsubscribe/token.ts';
import { checkTask } from './create-task.ts';
import { type ForecastPorts, Forecasts } from './forecast-domain.ts';
import { contentOf } from './freeze-run.ts';
import type { TaskPorts } from './ports.ts';
import { firstOccurrence } from './schedule.ts';
import type { TaskInput } from './task-input.ts';

/** A request lives 29 seconds; what is not told by then cannot be told in one. */
const MAX_TIME = 24 * SECOND;
/** Names of variables that are told; a template has few. */
const MAX_NAMES = 100;
/** As long as the longest id of a mail usually is. */
const MAIL_ID = '0000000000000000-000000000-00000-000';

export interface DryRunPorts
  extends Pick<TaskPorts, 'tables' | 'clock' | 'references' | 'composer'>,
    Omit<ForecastPorts, 'references'> {
  htmlToText: HtmlToText;
  /** Where the product is reached, without a slash at the end. */
  publicUrl: string;
}

/** What would become of a task, had it been created now. */
export interface DryRun {
  requested: number;
  /** Why some would not be mailed. */
  skipped: Record<string, number>;
  /** Why some could not be mailed. */
  failing: Record<string, number>;
  missingVariables: { name: string; recipients: number }[];
  /** Bytes of the largest mail as MIME; null when nobody gets one. */
  largestMail: number | null;
  days: { day: string; planned: number }[];
  finishesOn: string | null;
}

/**
 * Goes through the whole list as it is now: every mail is rendered, nothing is created. Throws what creating the task
 * would, and `too-many-recipients` for a list and template that take longer than a request may.
 */
export async function dryRun(input: TaskInput, ports: DryRunPorts): Promise<DryRun> {
  const now = ports.clock.now();
  const { domain, template, schedule } = await checkTask(input, now, ports);
  const content = await contentOf({ ...input, attachments: [] }, template, ports);
  const rehearsal = new Rehearsal(compileContent(content, input.attachments, ports.htmlToText), domain, now, ports);
  for await (const page of frozenAudience(ports.tables, { listId: input.listId, domain })) {
    for (const entry of page) await rehearsal.take(entry);
    if (ports.clock.now() > now + MAX_TIME) throw tooLong(rehearsal.requested);
  }
  const planned = await new Forecasts(ports).ofNewRun(domain, rehearsal.mails, firstOccurrence(schedule) ?? now);
  return {
    requested: rehearsal.requested,
    skipped: Object.fromEntries(rehearsal.skipped),
    failing: Object.fromEntries(rehearsal.failing),
    missingVariables: rehearsal.missingVariables(),
    largestMail: rehearsal.largest,
    days: planned.days,
    finishesOn: planned.finishesOn,
  };
}

const tooLong = (seen: number): Problem =>
  new Problem('too-many-recipients', `after ${seen} recipients the time of a request was over; dry-run a smaller list`);

const add = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

/** Renders the mail of each recipient, and measures those that are longer than all before. */
class Rehearsal {
  requested = 0;
  mails = 0;
  largest: number | null = null;
  readonly skipped = new Map<string, number>();
  readonly failing = new Map<string, number>();
  readonly #missing = new Map<string, number>();
  readonly #render: Renderer;
  readonly #linkOf: (email: string) => string;
  readonly #now: Instant;
  readonly #ports: DryRunPorts;
  /** Every mail has one as long; only that of a measured mail need be its own. */
  readonly #anyLink: string;
  #mostText = -1;

  constructor(render: Renderer, domain: string, now: Instant, ports: DryRunPorts) {
    // Nobody gets it: it has the length of a link, and opens nothing.
    const key = linkKey(0, 'dry run');
    this.#linkOf = (email) =>
      `${ports.publicUrl}${UNSUBSCRIBE_PATH}${sealToken(key, { email, domain, mailId: MAIL_ID, sentAt: now })}`;
    this.#anyLink = this.#linkOf('somebody@example.com');
    this.#render = render;
    this.#now = now;
    this.#ports = ports;
  }

  /** Asynchronous only where a mail is measured: this runs millions of times. */
  take({ email, data, skip }: SnapshotEntry): Promise<void> | undefined {
    this.requested += 1;
    if (skip !== null) {
      add(this.skipped, skip);
      return undefined;
    }
    const recipient: Addressee = { email, data: data === null ? null : JSON.parse(data) };
    const rendered = this.#rendered(recipient, this.#anyLink);
    if (!rendered.ok) {
      add(this.failing, rendered.reason);
      if (rendered.reason === 'missing-variable') add(this.#missing, rendered.detail);
      return undefined;
    }
    this.mails += 1;
    const { subject, html, text } = rendered.mail;
    const size = weight(subject) + weight(html ?? '') + weight(text ?? '') + email.length;
    if (size <= this.#mostText) return undefined;
    this.#mostText = size;
    return this.#measure(recipient);
  }

  /** Most missed first. */
  missingVariables(): DryRun['missingVariables'] {
    return [...this.#missing]
      .map(([name, recipients]) => ({ name, recipients }))
      .sort((a, b) => b.recipients - a.recipients || (a.name < b.name ? -1 : 1))
      .slice(0, MAX_NAMES);
  }

  #rendered(recipient: Addressee, unsubscribeUrl: string): ReturnType<Renderer> {
    return this.#render(recipient, { mailId: MAIL_ID, unsubscribeUrl, now: this.#now });
  }

  async #measure(recipient: Addressee): Promise<void> {
    const rendered = this.#rendered(recipient, this.#linkOf(recipient.email));
    if (!rendered.ok) return;
    const { length } = await this.#ports.composer.compose(rendered.mail);
    this.largest = Math.max(this.largest ?? 0, length);
  }
}

/** About what a text takes in a mail: letters beyond ASCII take three signs for each of their bytes. */
const weight = (text: string): number => {
  const bytes = Buffer.byteLength(text);
  return bytes === text.length ? bytes : bytes + 2 * (bytes - text.length);
};
