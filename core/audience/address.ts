import { invalidField } from '../problems.ts';

/** Maximum size of an address in bytes: an SMTP path of 256 octets without its brackets (RFC 5321, 4.5.3.1.3). */
export const MAX_ADDRESS_BYTES = 254;
const MAX_LOCAL_PART = 64;
/** Maximum length of a host name in characters (RFC 1035, 2.3.4: 255 octets in a packet). */
export const MAX_DOMAIN_LENGTH = 253;
/** Maximum length of the name in `Name <address>`, in characters. */
export const MAX_MAILBOX_NAME_LENGTH = 256;
/** Maximum length of a text that is read as an address, with or without a name, in characters. */
export const MAX_MAILBOX_LENGTH = 1_024;

export type ParsedAddress = { ok: true; address: string } | { ok: false; problem: 'invalid' | 'too-long' };

/** The two parts of `Name <address>`. `name` is null when there is none. */
export interface Mailbox {
  name: string | null;
  address: string;
}

// RFC 5321 Dot-string. Quoted local parts and UTF-8 (RFC 6531) are refused: many mail servers bounce both.
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const DOMAIN_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
// Line separators count as control characters: some renderers break lines there.
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const QUOTED_NAME = /^"((?:[^"\\]|\\.)*)"\s*$/u;
// Without quotes, these would make one mailbox look like several, or like another address.
const NEEDS_QUOTES = /[<>",;@\\]/u;

/** Whether a text is a host name of at least two labels, e.g. `news.example.com`. An IPv4 address is not. */
export function isDomainName(text: string): boolean {
  if (text.length > MAX_DOMAIN_LENGTH) return false;
  const labels = text.split('.');
  return labels.length >= 2 && labels.every((label) => DOMAIN_LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
}

/**
 * An e-mail address, trimmed and in lower case, so that one mailbox is one member of a list.
 * `too-long`: over 254 bytes, whatever else is wrong with it.
 */
export function parseAddress(text: string): ParsedAddress {
  const trimmed = text.trim();
  if (trimmed.length > MAX_ADDRESS_BYTES || Buffer.byteLength(trimmed) > MAX_ADDRESS_BYTES) {
    return { ok: false, problem: 'too-long' };
  }
  const at = trimmed.lastIndexOf('@');
  const localPart = trimmed.slice(0, Math.max(at, 0));
  // Tested before the case is lowered: the Kelvin sign, for one, would become an ASCII letter.
  if (localPart.length > MAX_LOCAL_PART || !LOCAL_PART.test(localPart) || !isDomainName(trimmed.slice(at + 1))) {
    return { ok: false, problem: 'invalid' };
  }
  return { ok: true, address: trimmed.toLowerCase() };
}

/** Part after the @ of an address that `parseAddress` accepted. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/**
 * Reads `Name <a@b.c>`, `"Name, Inc." <a@b.c>` or `a@b.c`; null for anything else. The name may be in any language and
 * up to 256 characters; control characters are refused, so that nothing can add a header line.
 */
export function parseMailbox(text: string): Mailbox | null {
  const trimmed = text.trim();
  if (CONTROL.test(trimmed) || !trimmed.isWellFormed()) return null;
  const open = trimmed.lastIndexOf('<');
  const bare = open < 0;
  if (!bare && !trimmed.endsWith('>')) return null;
  const parsed = parseAddress(bare ? trimmed : trimmed.slice(open + 1, -1));
  if (!parsed.ok) return null;
  const name = bare ? '' : parseName(trimmed.slice(0, open).trim());
  if (name === null || name.length > MAX_MAILBOX_NAME_LENGTH) return null;
  return { name: name === '' ? null : name, address: parsed.address };
}

/** A field of a request that names somebody. Throws `invalid-request`. */
export function mailboxIn(path: string, text: string): Mailbox {
  const mailbox = parseMailbox(text);
  if (mailbox === null) throw invalidField(path, 'must be an address, or a name and an address: Name <a@b.c>');
  return mailbox;
}

/** `Name <address>`, with the name in quotes where it needs them; `parseMailbox` reads it back. */
export function formatMailbox({ name, address }: Mailbox): string {
  if (name === null) return address;
  const plain = !NEEDS_QUOTES.test(name) && name === name.trim();
  return `${plain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}

function parseName(text: string): string | null {
  const quoted = QUOTED_NAME.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/gu, '$1').trim();
  return NEEDS_QUOTES.test(text) ? null : text;
}
