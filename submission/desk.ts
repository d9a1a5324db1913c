/** Who hands in a message: the key that answers for it, and the only address that it may send from, if there is one. */
export interface Client {
  keyId: string;
  onlyFrom: string | null;
}

/** An answer of SMTP (RFC 5321), with its enhanced status code (RFC 3463) in the text. */
export interface Reply {
  code: number;
  text: string;
}

export type SignIn = { ok: true; client: Client } | { ok: false; reply: Reply };

/**
 * What the server asks about a message. On one machine and on AWS core answers; beside a program the product does, by
 * HTTPS. Nothing here throws: a fault of ours is a reply, too.
 */
export interface Desk {
  signIn(user: string, password: string): Promise<SignIn>;
  /** Null when the address may send. */
  checkSender(client: Client, from: string): Promise<Reply | null>;
  /** Null when the address may be mailed. */
  checkRecipient(client: Client, to: string): Promise<Reply | null>;
  /** 250 only when each copy is handed over, or written down as in doubt. */
  handIn(client: Client, message: { from: string; to: readonly string[]; bytes: Buffer }): Promise<Reply>;
}
