import type { GetAccountResponse, SendEmailRequest } from '@aws-sdk/client-sesv2';
import type { Clock } from '../../core/clock.ts';
import { type Credentials, Signer } from '../signature.ts';
import type { Answer } from './answer.ts';
import { Connections, NotSent } from './connections.ts';

const SUCCESS = 200;

/** What SES is told of a mail beside the message itself. */
export type MailRequest = Omit<SendEmailRequest, 'Content'>;

/** What senders want to know of an account. */
export type AccountAnswer = Pick<GetAccountResponse, 'ProductionAccessEnabled' | 'SendQuota' | 'SendingEnabled'>;

export interface SesApiOptions {
  region: string;
  /** @default SES's own of the Region */
  endpoint?: string | undefined;
  /** Asked for each call, since those of a role change. */
  credentials(): Promise<Credentials>;
  clock: Pick<Clock, 'now'>;
  /** The most that a call takes, the search for credentials included. */
  timeoutMs: number;
}

/** A call that SES answered, but not with what was asked for. */
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
 * The two calls of SES that senders make, without the SDK, which takes more CPU time than all else that is done for a
 * mail (docs/decisions/0052-mails-without-the-sdk.md). It never repeats a request. Calls throw `NotSent` if SES has
 * certainly seen nothing of them, `SesFailure` if it answered, and any other error if nothing is known.
 */
export class SesApi {
  readonly #options: SesApiOptions;
  readonly #mails: URL;
  readonly #account: URL;
  readonly #signer: Signer;
  readonly #connections: Connections;

  constructor(options: SesApiOptions) {
    const { region, endpoint } = options;
    this.#options = options;
    const base = new URL(endpoint ?? `https://email.${region}.amazonaws.com`);
    this.#mails = new URL('/v2/email/outbound-emails', base);
    this.#account = new URL('/v2/email/account', base);
    this.#signer = new Signer({ region, service: 'ses' });
    this.#connections = new Connections(base);
  }

  /**
   * Hands a message over, and answers its id: SES has no idempotency token, so that a repetition after a lost answer
   * would be a second mail. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
   */
  async sendEmail(request: MailRequest, message: Uint8Array): Promise<string> {
    const answer = await this.#call('POST', this.#mails, bodyOf(request, message));
    const { MessageId } = fieldsOf(answer);
    if (answer.status === SUCCESS && typeof MessageId === 'string') return MessageId;
    throw failureOf(answer);
  }

  /** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html */
  async getAccount(): Promise<AccountAnswer> {
    const answer = await this.#call('GET', this.#account, '');
    if (answer.status === SUCCESS) return fieldsOf(answer);
    throw failureOf(answer);
  }

  async #call(method: 'GET' | 'POST', url: URL, body: string): Promise<Answer> {
    const { clock, timeoutMs } = this.#options;
    const until = clock.now() + timeoutMs;
    const credentials = await this.#credentials();
    const at = clock.now();
    if (at >= until) throw new NotSent(`no credentials within ${timeoutMs} ms`);
    const content: Record<string, string> = method === 'GET' ? {} : { 'content-type': 'application/json' };
    const signature = this.#signer.headers({ method, url, headers: content, body }, credentials, at);
    const request = { method, path: url.pathname, headers: { host: url.host, ...content, ...signature }, body };
    /* fence: ses-attempts */ const answer = await this.#connections.send(request, until - at);
    return answer;
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

/**
 * JSON in ASCII, so that each character is a byte. The message comes in afterwards: JSON would search all of its base64
 * for what must be escaped.
 */
function bodyOf(request: MailRequest, message: Uint8Array): string {
  const withoutMessage = JSON.stringify({ ...request, Content: { Raw: { Data: '' } } });
  const data = Buffer.from(message.buffer, message.byteOffset, message.length).toString('base64');
  return withoutMessage.slice(0, -DATA_END.length).replace(NOT_ASCII, escaped) + data + DATA_END;
}

const NOT_ASCII = /[\u0080-\uffff]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What an answer holds; one that is no JSON object holds nothing. */
function fieldsOf({ text }: Answer): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function failureOf(answer: Answer): SesFailure {
  const { status, errorType, text } = answer;
  const { message, Message, code, __type } = fieldsOf(answer);
  const name = errorType ?? code ?? __type;
  return new SesFailure(
    status,
    name === undefined ? `HTTP ${status}` : plain(String(name)),
    String(message ?? Message ?? text),
  );
}

/**
 * The name alone of `namespace#Name:http://documentation`:
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
 */
const plain = (name: string): string => name.replace(/[:,].*$/s, '').replace(/^.*#/s, '');
