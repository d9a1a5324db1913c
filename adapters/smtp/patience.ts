import { MINUTE, SECOND } from '../../core/clock.ts';

/** How long a client waits for each answer of a server, in milliseconds. */
export interface Patience {
  /** For a connection, or for TLS on it. */
  connect: number;
  /** For the greeting, and for EHLO, STARTTLS and the steps of a log-in. */
  greeting: number;
  MAIL: number;
  RCPT: number;
  DATA: number;
  /** For the server to take another piece of a large message. */
  block: number;
  /** After the final dot. */
  message: number;
}

/** What RFC 5321, 4.5.3.2 asks of every client; it says nothing of connections. */
export const PATIENCE: Patience = {
  connect: 30 * SECOND,
  greeting: 5 * MINUTE,
  MAIL: 5 * MINUTE,
  RCPT: 5 * MINUTE,
  DATA: 2 * MINUTE,
  block: 3 * MINUTE,
  message: 10 * MINUTE,
};
