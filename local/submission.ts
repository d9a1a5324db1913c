import { readFileSync } from 'node:fs';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Desk } from '../submission/desk.ts';
import { type SubmissionServer, startSubmission } from '../submission/server.ts';
import { FlagError } from './flag-values.ts';

export const DEFAULT_SUBMISSION_PORT = 3587;

/** The certificate of this machine's SMTP server, with its key, both PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Where programs hand in mail by SMTP. */
export interface SubmissionPlace {
  host: string;
  /** Without TLS; by STARTTLS where there is a certificate. */
  port: number;
  /** With TLS from the first byte; null without a certificate. */
  tlsPort: number | null;
}

export interface SubmissionOptions {
  desk: Desk;
  clock: Pick<Clock, 'sleep'>;
  log: Log;
  /** Null when not asked for by name: the default is then given up for a free one. */
  port: number | null;
  certificate: Certificate | null;
}

/** Reads `--submission-cert` and `--submission-key`, of which neither is of use alone. @throws FlagError */
export function readCertificate(cert: string | undefined, key: string | undefined): Certificate | null {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined)
    throw new FlagError('--submission-cert and --submission-key are needed together');
  return { cert: pemIn('--submission-cert', cert), key: pemIn('--submission-key', key) };
}

function pemIn(flag: string, path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new FlagError(`${flag} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  if (!text.includes('-----BEGIN ')) throw new FlagError(`${flag} must be a file in PEM`);
  return text;
}

/** Takes in mail from the programs of this machine. */
export async function openSubmission(options: SubmissionOptions): Promise<{
  place: SubmissionPlace;
  close(): Promise<void>;
}> {
  const { certificate, port, ...shared } = options;
  const servers: SubmissionServer[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    const plain = await onPort(port, (at) =>
      startSubmission({
        ...shared,
        port: at,
        tls: certificate === null ? { kind: 'none' } : { kind: 'here', ...certificate, isImplicit: false },
      }),
    );
    servers.push(plain);
    if (certificate !== null)
      servers.push(
        await startSubmission({ ...shared, port: 0, tls: { kind: 'here', ...certificate, isImplicit: true } }),
      );
    return { place: { host: plain.host, port: plain.port, tlsPort: servers[1]?.port ?? null }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function onPort<Server>(port: number | null, listen: (port: number) => Promise<Server>): Promise<Server> {
  try {
    return await listen(port ?? DEFAULT_SUBMISSION_PORT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (port === null) return await listen(0);
    throw new Error(`the port ${port} is taken; choose another with --submission-port`);
  }
}
