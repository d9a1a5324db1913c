import { type Ask, expect } from './dialogue.ts';

export interface SmtpLogIn {
  user: string;
  password: string;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * Logs in by PLAIN (RFC 4616) or LOGIN, whichever the server offers. `offered`: names of mechanisms.
 * @throws the server's words when it refuses; never what was sent.
 */
export async function logIn({ user, password }: SmtpLogIn, offered: string[], ask: Ask): Promise<void> {
  if (offered.includes('PLAIN')) {
    expect(await ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`), 235);
  } else if (offered.includes('LOGIN')) {
    expect(await ask('AUTH LOGIN'), 334);
    expect(await ask(base64(user)), 334);
    expect(await ask(base64(password)), 235);
  } else {
    throw new Error('the server offers no log-in that is spoken here (PLAIN, LOGIN)');
  }
}
