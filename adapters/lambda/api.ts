import type { Clock } from '../../core/clock.ts';
import { type Credentials, type RequestToSign, Signer } from '../signature.ts';

export interface LambdaApiOptions {
  region: string;
  /** @default AWS's own of the Region */
  endpoint?: string | undefined;
  credentials(): Promise<Credentials>;
  clock: Pick<Clock, 'now'>;
}

export interface LambdaAnswer {
  status: number;
  /** Of a function that threw: the kind of its failure. Null where it answered. */
  functionError: string | null;
  text: string;
}

/**
 * The two calls of AWS Lambda's own API that the product makes. Its client would be one more package in the bundle of
 * the largest function, for a request without options.
 */
export class LambdaApi {
  readonly #options: LambdaApiOptions;
  readonly #signer: Signer;

  constructor(options: LambdaApiOptions) {
    this.#options = options;
    this.#signer = new Signer({ region: options.region, service: 'lambda' });
  }

  /** Calls once. Throws when no answer comes in time. */
  async call(method: RequestToSign['method'], path: string, body: string, timeoutMs: number): Promise<LambdaAnswer> {
    const { region, endpoint, credentials, clock } = this.#options;
    const url = new URL(path, endpoint ?? `https://lambda.${region}.amazonaws.com`);
    const response = await fetch(url, {
      method,
      headers: this.#signer.headers({ method, url, body }, await credentials(), clock.now()),
      signal: AbortSignal.timeout(timeoutMs),
      ...(method === 'GET' ? {} : { body }),
    });
    return {
      status: response.status,
      functionError: response.headers.get('x-amz-function-error'),
      text: await response.text(),
    };
  }
}
