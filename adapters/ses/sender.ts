import type { SendEmailRequest } from '@aws-sdk/client-sesv2';
import type { Clock } from '../../core/clock.ts';
import { type Credentials, Signer } from '../signature.ts';
import { type Answer, Connections, NotSent } from './connections.ts';

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const PATH = '/v2/email/outbound-emails';

/** What SES is told of a mail beside the message itself. */
export type MailRequest = Omit<SendEmailRequest, 'Content'>;

export interface SesSenderOptions {
  region: string;
  /** @default SES's own of the Region */
  endpoint?: string | undefined;
  /** Asked for each mail, since those of a role change. */
  credentials(): Promise<Credentials>;
  clock: Pick<Clock, 'now'>;
  /** The most that a call takes, the search for credentials included. */
  timeoutMs: number;
}

/** A call that SES answered, but not with the id of a mail. */
export class SesFailure extends Error {
  override readonly name: string;
  /** As the SDK has it. */
  readonly $metadata: { httpStatusCode: number };

  constructor(httpStatusCode: number, name: string, message: string) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode };
  }
}

/**
 * The one call of SES on the hot path, without the SDK, which takes more CPU time than all else that is done for a
 * mail (docs/decisions/0052-mails-without-the-sdk.md). Everything else that SES is asked goes through the SDK.
 */
export class SesSender {
  readonly #options: SesSenderOptions;
  readonly #url: URL;
  readonly #signer: Signer;
  readonly #connections: Connections;

  constructor(options: SesSenderOptions) {
    const { region, endpoint } = options;
    this.#options = options;
    this.#url = new URL(PATH, endpoint ?? `https://email.${region}.amazonaws.com`);
    this.#signer = new Signer({ region, service: 'ses' });
    this.#connections = new Connections(this.#url);
  }

  /**
   * Hands a message to SES once, and answers its id. It never repeats a request: SES has no idempotency token, so a
   * repetition after a lost answer is a second mail. Throws `NotSent` if SES has certainly seen nothing of it,
   * `SesFailure` if it answered, and any other error if nothing is known.
   */
  async sendEmail(request: MailRequest, message: Uint8Array): Promise<string> {
    const { clock, timeoutMs } = this.#options;
    const until = clock.now() + timeoutMs;
    const body = bodyOf(request, message);
    const credentials = await this.#credentials();
    const at = clock.now();
    if (at >= until) throw new NotSent(`no credentials within ${timeoutMs} ms`);
    const content = { 'content-type': 'application/json' };
    const signature = this.#signer.headers({ method: 'POST', url: this.#url, headers: content, body }, credentials, at);
    const headers = { host: this.#url.host, ...content, ...signature };
    /* fence: ses-attempts */ const answer = await this.#connections.post(headers, body, until - at);
    return mailIdIn(answer);
  }

  async #credentials(): Promise<Credentials> {
    try {
      return await this.#options.credentials();
    } catch (error) {
      throw new NotSent(error);
    }
  }

  close(): void {
    this.#connections.close();
  }
}

const DATA_END = '"}}}';

/** The message comes in afterwards: JSON would search all of its base64 for what must be escaped. */
function bodyOf(request: MailRequest, message: Uint8Array): Buffer {
  const withoutMessage = JSON.stringify({ ...request, Content: { Raw: { Data: '' } } });
  const data = Buffer.from(message.buffer, message.byteOffset, message.length).toString('base64');
  return Buffer.from(withoutMessage.slice(0, -DATA_END.length) + data + DATA_END);
}

function mailIdIn({ status, errorType, text }: Answer): string {
  const { MessageId, message, Message, code, __type } = fieldsOf(text);
  if (status === 200 && MessageId !== undefined) return MessageId;
  const name = errorType ?? code ?? __type;
  throw new SesFailure(status, name === undefined ? `HTTP ${status}` : plain(name), message ?? Message ?? text);
}

/** The texts of an answer; of one that is no JSON there are none. */
function fieldsOf(text: string): Partial<Record<string, string>> {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof fields !== 'object' || fields === null) return {};
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'string'));
}

/**
 * The name alone of `namespace#Name:http://documentation`:
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
 */
const plain = (name: string): string => name.replace(/[:,].*$/s, '').replace(/^.*#/s, '');
