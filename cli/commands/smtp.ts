import { readFile } from 'node:fs/promises';
import { ApiClient } from '../../adapters/api/client.ts';
import { SystemClock } from '../../adapters/system-clock.ts';
import { httpDesk, MAX_BYTES_BY_HTTP } from '../../submission/http-desk.ts';
import { startSubmission } from '../../submission/server.ts';
import type { Session } from '../session.ts';
import { plain } from '../text.ts';
import { UsageError } from '../usage-error.ts';

export interface SmtpOptions {
  listen: string;
  cert?: string;
  key?: string;
}

export const DEFAULT_LISTEN = '127.0.0.1:3587';
const PLACE = /^(?:\[(?<address>[^\]]+)\]|(?<name>[^:/@]+)):(?<port>\d{1,5})$/;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** Takes in mail by SMTP beside a program, and hands it over to the product by HTTPS, until Ctrl-C. */
export async function serveSmtp(session: Session, { listen, cert, key }: SmtpOptions): Promise<void> {
  const { host, port } = placeIn(listen);
  const certificate = await certificateIn(cert, key);
  if (certificate === null && !LOOPBACK.test(host))
    throw new UsageError(`${host} can be reached from elsewhere, so that it needs --cert and --tls-key`);
  const url = session.endpoint().url.value;
  const warn = (message: string, error?: unknown) =>
    session.warn([`${message}${error === undefined ? '' : `: ${error}`}`]);
  const clock = new SystemClock();
  const log = { info: () => {}, warn: (message: string) => warn(message), error: warn };
  const server = await startSubmission({
    desk: httpDesk({ api: (apiKey) => new ApiClient(url, apiKey, clock), log }),
    clock,
    log,
    host,
    port,
    maxBytes: MAX_BYTES_BY_HTTP,
    tls: certificate === null ? { kind: 'none' } : { kind: 'here', ...certificate, isImplicit: false },
  });
  session.show(
    [
      plain(`SMTP at ${host}:${server.port}, for ${url}: any user name, and an API key as the password.`),
      'Until Ctrl-C.',
    ],
    [{ host, port: server.port, url }],
  );
  await new Promise<void>((resolve) => {
    if (session.signal.aborted) resolve();
    session.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
}

function placeIn(text: string): { host: string; port: number } {
  const { address, name, port } = PLACE.exec(text)?.groups ?? {};
  const host = address ?? name;
  if (host === undefined || port === undefined || Number(port) > 65_535)
    throw new UsageError(`--listen must be HOST:PORT, but is '${text}'`);
  return { host, port: Number(port) };
}

async function certificateIn(cert: string | undefined, key: string | undefined) {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) throw new UsageError('--cert and --tls-key are needed together');
  const read = (path: string) =>
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${path} cannot be read: ${error.code ?? error.message}`);
    });
  return { cert: await read(cert), key: await read(key) };
}
