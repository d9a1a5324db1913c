import { connect, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { isDomainName } from '../../core/audience/address.ts';
import { type Ask, Dialogue, expect } from './dialogue.ts';
import { logIn, type SmtpLogIn } from './log-in.ts';
import type { Patience } from './patience.ts';
import { Wire } from './wire.ts';

/**
 * How a connection is encrypted.
 * - `implicit`: from the first byte on. The certificate is checked.
 * - `required`: by STARTTLS, and not a mail without it. The certificate is checked.
 * - `opportunistic`: by STARTTLS where the server offers it, whatever its certificate: the alternative is no encryption
 *   at all (RFC 7435).
 * - `off`: never.
 */
export type SmtpTls = 'implicit' | 'required' | 'opportunistic' | 'off';

export interface SmtpServer {
  host: string;
  port: number;
  /** @default 'opportunistic' */
  tls?: SmtpTls | undefined;
  /** @default none */
  logIn?: SmtpLogIn | undefined;
  /** Certificates in PEM to trust. @default those that Node trusts */
  ca?: string | undefined;
}

/** What a server can do, as it says itself. */
export interface Extensions {
  isPipelining: boolean;
  /** Takes the size of a message with MAIL (RFC 1870). */
  takesSize: boolean;
  /** Of a message; infinite when the server does not say. */
  maxBytes: number;
  isStartTls: boolean;
  /** Names of mechanisms, in upper case. */
  logIns: string[];
}

/** A connection under way. */
export interface Dialled {
  wire: Wire;
  isThere: Promise<void>;
}

/** Begins a connection, which `openSession` makes ready. */
export function dial({ host, port, tls, ca }: SmtpServer): Dialled {
  const isImplicit = tls === 'implicit';
  const socket: Socket = isImplicit ? connectTls({ port, ...tlsOptions({ host, ca }, true) }) : connect({ host, port });
  const isThere = new Promise<void>((resolve) => {
    socket.once(isImplicit ? 'secureConnect' : 'connect', () => resolve());
  });
  return { wire: new Wire(socket), isThere };
}

/**
 * Everything before the first mail: greeting, EHLO, encryption, log-in.
 * @throws an Error whose message is the server's words, or why it was not reached.
 */
export async function openSession(
  { wire, isThere }: Dialled,
  server: SmtpServer,
  patience: Patience,
): Promise<Extensions> {
  const dialogue = new Dialogue(wire);
  const ask: Ask = (line) => dialogue.ask(line, patience.greeting);
  await dialogue.until(isThere, patience.connect);
  expect(await ask(null), 220);
  let extensions = await greet(ask);
  if (await startsTls(server, extensions, ask)) {
    await dialogue.secure(tlsOptions(server, server.tls === 'required'), patience.connect);
    // What was said before is not to be trusted (RFC 3207, 4.2).
    extensions = await greet(ask);
  }
  if (server.logIn) await logIn(server.logIn, extensions.logIns, ask);
  return extensions;
}

/** Whether encryption begins now. A server that offers it and then has none is talked to without, if it may be. */
async function startsTls(
  { tls = 'opportunistic' }: SmtpServer,
  { isStartTls }: Extensions,
  ask: Ask,
): Promise<boolean> {
  if (tls !== 'required' && !(tls === 'opportunistic' && isStartTls)) return false;
  const reply = await ask('STARTTLS');
  if (tls === 'required') expect(reply, 220);
  return reply.code === 220;
}

const tlsOptions = ({ host, ca }: Pick<SmtpServer, 'host' | 'ca'>, isChecked: boolean): ConnectionOptions => ({
  host,
  rejectUnauthorized: isChecked,
  ...(isIP(host) === 0 ? { servername: host } : {}),
  ...(ca === undefined ? {} : { ca }),
});

/** A client whose host has no full name gives an address (RFC 5321, 4.1.4). */
const ownName = (): string => (isDomainName(hostname()) ? hostname() : '[127.0.0.1]');

async function greet(ask: Ask): Promise<Extensions> {
  let reply = await ask(`EHLO ${ownName()}`);
  // A server older than extensions (RFC 5321, 3.2).
  if (reply.code >= 500) reply = await ask(`HELO ${ownName()}`);
  expect(reply, 250);
  const [, ...lines] = reply.text.split('\n').map((line) => line.slice(4).toUpperCase());
  const size = lines.find((line) => /^SIZE\b/.test(line));
  const maxBytes = Number(size?.slice(5) ?? 0);
  return {
    isPipelining: lines.includes('PIPELINING'),
    takesSize: size !== undefined,
    maxBytes: maxBytes > 0 ? maxBytes : Number.POSITIVE_INFINITY,
    isStartTls: lines.includes('STARTTLS'),
    // Old servers write an equals sign.
    logIns: lines.filter((line) => /^AUTH[ =]/.test(line)).flatMap((line) => line.slice(5).split(' ')),
  };
}
