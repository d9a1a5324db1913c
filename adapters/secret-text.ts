import type { Clock } from '../core/clock.ts';
import { type Credentials, Signer } from './signature.ts';

const TIMEOUT_MS = 10_000;

export interface SecretTextOptions {
  region: string;
  /** @default AWS's own of the Region */
  endpoint?: string | undefined;
  credentials(): Promise<Credentials>;
  clock: Pick<Clock, 'now'>;
  /** ARN of the secret. */
  secretId: string;
}

/**
 * The text of a secret in AWS Secrets Manager, read once: one request without options, for which its client would be
 * one more package in a bundle. A read that failed is tried again at the next call.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function secretText(options: SecretTextOptions): () => Promise<string> {
  const signer = new Signer({ region: options.region, service: 'secretsmanager' });
  let kept: Promise<string> | null = null;
  return () => {
    kept ??= read(options, signer).catch((error: unknown) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}

async function read(
  { region, endpoint, credentials, clock, secretId }: SecretTextOptions,
  signer: Signer,
): Promise<string> {
  const url = new URL('/', endpoint ?? `https://secretsmanager.${region}.amazonaws.com`);
  const body = JSON.stringify({ SecretId: secretId });
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' };
  const request = { method: 'POST', url, headers, body } as const;
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, ...signer.headers(request, await credentials(), clock.now()) },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = (await response.json()) as { SecretString?: unknown; __type?: unknown };
  if (response.ok && typeof answer.SecretString === 'string') return answer.SecretString;
  throw new Error(`Secrets Manager answered ${response.status} ${String(answer.__type ?? '')} for ${secretId}`);
}
