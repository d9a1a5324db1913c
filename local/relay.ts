import type { SmtpMailerOptions } from '../adapters/smtp/mailer.ts';
import { SECOND } from '../core/clock.ts';
import { FlagError, integer } from './flag-values.ts';

/** A real mail server in place of the inbox. */
export type Relay = Pick<SmtpMailerOptions, 'host' | 'port' | 'tls' | 'logIn' | 'timeoutMs'>;

const FORMS = 'HOST:PORT or smtp(s)://USER:PASSWORD@HOST:PORT?tls=required|opportunistic|off&timeout=SECONDS';
/** Beside a longer hand-over no window would fit into an invocation. */
const MAX_TIMEOUT_SECONDS = 270;

const HOST_AND_PORT = /^(?:\[(?<address>[^\]]+)\]|(?<name>[^:/@]+)):(?<port>\d+)$/;
const THIS_MACHINE = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;

/**
 * Reads the value of `--smtp`. Encryption is opportunistic, as among mail servers; where a password is sent to another
 * machine it is required, unless `tls` says otherwise.
 * @throws FlagError, which never repeats a password.
 */
export function readRelay(text: string): Relay {
  const { address, name, port } = HOST_AND_PORT.exec(text)?.groups ?? {};
  const host = address ?? name;
  if (host !== undefined && port !== undefined) return { host, port: readPort(port) };
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) {
    throw new FlagError(`--smtp must be ${FORMS}${text.includes('@') ? '' : `, but is '${text}'`}`);
  }
  return readUrl(new URL(text));
}

function readUrl({ protocol, username, password, hostname, port, pathname, searchParams }: URL): Relay {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === '' || port === '' || !['', '/'].includes(pathname)) throw new FlagError(`--smtp must be ${FORMS}`);
  const unknown = [...searchParams.keys()].find((key) => key !== 'tls' && key !== 'timeout');
  if (unknown !== undefined) throw new FlagError(`--smtp knows tls and timeout, but not '${unknown}'`);
  const logIn = username === '' ? null : { user: decoded(username), password: decoded(password) };
  const tls = protocol === 'smtps:' ? implicit(searchParams.get('tls')) : starting(searchParams.get('tls'));
  const timeout = searchParams.get('timeout');
  const isPasswordAbroad = logIn !== null && !THIS_MACHINE.test(host);
  return {
    host,
    port: readPort(port),
    tls: tls ?? (isPasswordAbroad ? 'required' : 'opportunistic'),
    ...(logIn === null ? {} : { logIn }),
    ...(timeout === null
      ? {}
      : { timeoutMs: integer('the timeout of --smtp', timeout, 1, MAX_TIMEOUT_SECONDS) * SECOND }),
  };
}

const readPort = (text: string): number => integer('the port of --smtp', text, 1, 65_535);

function starting(tls: string | null): Relay['tls'] | null {
  if (tls === null || tls === 'required' || tls === 'opportunistic' || tls === 'off') return tls;
  throw new FlagError(`the tls of --smtp must be required, opportunistic or off, but is '${tls}'`);
}

function implicit(tls: string | null): Relay['tls'] {
  if (tls === null || tls === 'required') return 'implicit';
  throw new FlagError(`smtps is encrypted and checked; for tls=${tls} write smtp://`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new FlagError('user and password of --smtp must be percent-encoded');
  }
}
