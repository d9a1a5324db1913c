import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { SESv2Client, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const CONNECT_TIMEOUT_MS = 3_000;

/** A window of mails at a time, and some to spare: a mail that waits for a socket loses its time. */
const MAX_SOCKETS = 64;

/**
 * The SDK's client, for what senders do not ask SES (api.ts). It repeats no request: SES answers each of these calls
 * about once a second, and whoever asks knows better when to ask again. `timeoutMs` bounds a request.
 */
export const createSesClient = (
  timeoutMs: number,
  config: Pick<SESv2ClientConfig, 'credentials' | 'endpoint' | 'region'> = {},
): SESv2Client => {
  // Idle sockets end before the other side drops them: a request on a dropped one would be in doubt.
  const sockets = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: timeoutMs };
  return new SESv2Client({
    ...config,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(sockets),
      httpsAgent: new HttpsAgent(sockets),
    }),
  });
};
