import type { HandOver, Mailer, OutgoingMail } from '../../core/mail/mailer.ts';
import type { LambdaApi } from './api.ts';

const SUCCESS = 200;
/** Lambda refused to invoke the function: it has seen nothing of the mail. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500;

export interface SenderMailerOptions {
  api: Pick<LambdaApi, 'call'>;
  /** The sender's function. */
  functionName: string;
  /** The most that a hand-over takes: the sender may have to be loaded first. */
  timeoutMs: number;
}

/** Hands a mail over by the function that sends campaigns, so that it goes out with just the sender's rights. */
export class SenderMailer implements Mailer {
  readonly timeoutMs: number;
  readonly #options: SenderMailerOptions;

  constructor(options: SenderMailerOptions) {
    this.timeoutMs = options.timeoutMs;
    this.#options = options;
  }

  async handOver({ mailId, from, to, subject, text, sendingPool }: OutgoingMail): Promise<HandOver> {
    const { api, functionName } = this.#options;
    const path = `/2015-03-31/functions/${functionName}/invocations`;
    const body = JSON.stringify({ testMail: { mailId, from, to, subject, text, sendingPool: sendingPool ?? null } });
    try {
      const { status, functionError, text: answer } = await api.call('POST', path, body, this.timeoutMs);
      if (status === SUCCESS && functionError === null) return JSON.parse(answer) as HandOver;
      const reason = `the sender's function answered ${functionError ?? status}: its log says why`;
      return isRefusal(status) ? { kind: 'blocked', code: 'sending-disabled', reason } : { kind: 'unknown', reason };
    } catch (error) {
      return { kind: 'unknown', reason: `the sender's function did not answer: ${String(error)}` };
    }
  }
}
