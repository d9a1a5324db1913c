import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { SESv2Client, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const CONNECT_TIMEOUT_MS = 3_000;

/** A window of mails at a time, and some to spare: a mail that waits for a socket loses its time. */
const MAX_SOCKETS = 64;

/**
 * The client that sends mail. It never repeats a request: SES has no idempotency token, so a repetition after a lost
 * answer is a second mail. `timeoutMs` bounds a request.
 */
export const createSesClient = (
  timeoutMs: number,
  config: Pick<SESv2ClientConfig, 'credentials' | 'endpoint' | 'region'> = {},
): SESv2Client => {
  // Idle sockets end before the other side drops them: a request on a dropped one would be in doubt.
  const sockets = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: timeoutMs };
  return new SESv2Client({
    ...config,
    /* fence: ses-attempts */ maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(sockets),
      httpsAgent: new HttpsAgent(sockets),
    }),
  });
};
