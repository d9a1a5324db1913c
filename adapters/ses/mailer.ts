import type { MessageTag, TrackingConfigurationOverrides } from '@aws-sdk/client-sesv2';
import { parseMailbox } from '../../core/audience/address.ts';
import type { Composer } from '../../core/mail/composer.ts';
import { MAX_MAIL_BYTES } from '../../core/mail/limits.ts';
import type { HandOver, Mailer, OutgoingMail } from '../../core/mail/mailer.ts';
import { shorten } from '../smtp/reply-text.ts';
import type { MailRequest, SesApi } from './api.ts';
import { classifySesError } from './classify.ts';
import { UntrackedLinks } from './untracked-links.ts';

/** SES's events about a mail carry this tag: by it they find the recipient's row. */
const MAIL_ID_TAG = 'mailId';

/**
 * SES puts the values of these two tags into the header Feedback-ID, by which Gmail's Postmaster Tools tell campaigns
 * apart: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-send-email.html
 */
const CAMPAIGN_TAG = 'ses:feedback-id-a';
const LIST_TAG = 'ses:feedback-id-b';

export interface SesMailerOptions {
  ses: Pick<SesApi, 'sendEmail'>;
  composer: Composer;
  /** Publishes the events; null for the identity's own. */
  configurationSet: string | null;
  /** The configuration set of each pool of dedicated addresses. @default none */
  pools?: Readonly<Record<string, string>>;
  /** The most that a hand-over takes. @default 10,000 */
  timeoutMs?: number;
}

/** Hands mails to SES. Every mail is tried once. */
export class SesMailer implements Mailer {
  readonly timeoutMs: number;
  readonly #composer: Composer;
  readonly #configurationSet: string | null;
  readonly #pools: Readonly<Record<string, string>>;
  readonly #ses: Pick<SesApi, 'sendEmail'>;
  readonly #untrackedLinks = new UntrackedLinks();
  /** Of the last mail: those of a run share it. */
  #sender = { from: '', address: '' };

  constructor({ ses, composer, configurationSet, pools, timeoutMs }: SesMailerOptions) {
    this.timeoutMs = timeoutMs ?? 10_000;
    this.#composer = composer;
    this.#configurationSet = configurationSet;
    this.#pools = pools ?? {};
    this.#ses = ses;
  }

  async handOver(mail: OutgoingMail): Promise<HandOver> {
    const sender = this.#senderOf(mail);
    let message: string;
    try {
      message = this.#composer.compose(this.#withPlainUnsubscribeLink(mail));
    } catch (error) {
      return { kind: 'refused', reason: shorten(`the mail cannot be written: ${String(error)}`) };
    }
    if (message.length > MAX_MAIL_BYTES) return { kind: 'refused', reason: 'mail-too-large' };
    return this.#withinTime(this.#send(mail, sender, Buffer.from(message, 'latin1')));
  }

  #senderOf({ from }: OutgoingMail): string {
    if (this.#sender.from !== from) this.#sender = { from, address: parseMailbox(from)?.address ?? '' };
    return this.#sender.address;
  }

  /** Clicks on the link to unsubscribe are not recorded: it leads there directly. */
  #withPlainUnsubscribeLink(mail: OutgoingMail): OutgoingMail {
    const { html, isTracked, unsubscribeUrl } = mail;
    if (!isTracked || html === null || !unsubscribeUrl) return mail;
    return { ...mail, html: this.#untrackedLinks.mark(html, unsubscribeUrl) };
  }

  async #send(mail: OutgoingMail, sender: string, message: Uint8Array): Promise<HandOver> {
    // A pool that the stack no longer has: the mail goes out by the shared addresses.
    const configurationSet = this.#pools[mail.sendingPool ?? ''] ?? this.#configurationSet;
    const request: MailRequest = {
      FromEmailAddress: sender,
      Destination: { ToAddresses: [mail.to] },
      EmailTags: tagsOf(mail),
      ConfigurationOverrides: { Tracking: trackingOf(mail) },
      ...(configurationSet === null ? {} : { ConfigurationSetName: configurationSet }),
    };
    try {
      return { kind: 'accepted', response: shorten(await this.#ses.sendEmail(request, message)) };
    } catch (error) {
      return classifySesError(error, { sender, recipient: mail.to });
    }
  }

  /** Also when the search for credentials does not end. */
  #withinTime(outcome: Promise<HandOver>): Promise<HandOver> {
    const { promise, resolve } = Promise.withResolvers<HandOver>();
    const late: HandOver = { kind: 'unknown', reason: `no answer within ${this.timeoutMs} ms` };
    const timer = setTimeout(() => resolve(late), this.timeoutMs);
    return Promise.race([outcome, promise]).finally(() => clearTimeout(timer));
  }
}

const tagsOf = ({ mailId, feedback }: OutgoingMail): MessageTag[] => [
  { Name: MAIL_ID_TAG, Value: mailId },
  ...(feedback
    ? [
        { Name: CAMPAIGN_TAG, Value: feedback.taskId },
        { Name: LIST_TAG, Value: feedback.listId },
      ]
    : []),
];

/** Without it SES would track every mail, since the events of the configuration set include opens and clicks. */
const trackingOf = ({ isTracked }: OutgoingMail): TrackingConfigurationOverrides => {
  const status = isTracked ? 'ENABLED' : 'DISABLED';
  return { OpenTrackingEnabled: status, ClickTrackingEnabled: status };
};
