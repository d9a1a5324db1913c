import { domainToASCII } from 'node:url';
import { invalidField } from '../problems.ts';
import { trimInvisible } from './invisible.ts';

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

// RFC 5321 Dot-string. UTF-8 (RFC 6531) is refused: many mail servers bounce it.
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
// Dots in places where only RFC 5321's Quoted-string allows them. Whatever else could stand in quotes is refused.
const LOOSE_DOTS = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]*[a-z0-9!#$%&'*+/=?^_`{|}~-][a-z0-9!#$%&'*+/=?^_`{|}~.-]*$/i;
/** Carriers that gave out such addresses, and whose customers write them without quotes. */
const DOTTED_DOMAINS = new Set(['docomo.ne.jp', 'ezweb.ne.jp']);
/**
 * What names of hosts in other scripts consist of; everything else would be read as a part of a URL. Symbols such as
 * the Kelvin sign are not taken for the letters that they look like.
 */
const INTERNATIONAL = /^(?!.*[\u2100-\u214f])[\p{L}\p{M}\p{N}\p{Cf}.\u3002\uff0e\uff61-]+$/u;
/** Format characters but the joiners, which names in Persian or Hindi are spelled with. */
const FORMAT = /[^\P{Cf}\u200c\u200d]/gu;
const ASCII = /^[\0-\x7f]*$/;
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
 * The key of a host name: in lower case, names in other scripts in their ASCII form (UTS 46), so that `bücher.example`
 * and `xn--bcher-kva.example` are one. Null for what `isDomainName` would not accept then.
 */
export const parseDomain = (text: string): string | null => domainKey(trimInvisible(text));

function domainKey(text: string): string | null {
  if (text.length > MAX_DOMAIN_LENGTH) return null;
  const ascii = ASCII.test(text) ? text : INTERNATIONAL.test(text) ? domainToASCII(text) : '';
  return isDomainName(ascii) ? ascii.toLowerCase() : null;
}

/** A field of a request that names a domain. Throws `invalid-request`. */
export function domainIn(path: string, text: string): string {
  const domain = parseDomain(text);
  if (domain === null) throw invalidField(path, 'must be a domain name', 'format', { format: 'hostname' });
  return domain;
}

/**
 * An e-mail address without invisible letters around it, in lower case and with the domain in its ASCII form, so that
 * one mailbox is one member of a list however it is written. `too-long`: over 254 bytes, whatever else is wrong.
 */
export function parseAddress(text: string): ParsedAddress {
  const trimmed = trimInvisible(text);
  if (trimmed.length > MAX_ADDRESS_BYTES || Buffer.byteLength(trimmed) > MAX_ADDRESS_BYTES) return TOO_LONG;
  const visible = ASCII.test(trimmed) ? trimmed : trimmed.replace(FORMAT, '');
  const at = visible.lastIndexOf('@');
  const domain = domainKey(visible.slice(at + 1));
  // The case is lowered last: the Kelvin sign, for one, would become an ASCII letter.
  const localPart = domain === null ? null : parseLocalPart(visible.slice(0, Math.max(at, 0)), domain);
  if (localPart === null) return INVALID;
  const address = `${localPart}@${domain}`;
  return address.length > MAX_ADDRESS_BYTES ? TOO_LONG : { ok: true, address };
}

const INVALID: ParsedAddress = { ok: false, problem: 'invalid' };
const TOO_LONG: ParsedAddress = { ok: false, problem: 'too-long' };

/** Quotation marks stay where RFC 5321 wants them, and nowhere else. */
function parseLocalPart(given: string, domain: string): string | null {
  const quoted = given.length > 2 && given.startsWith('"') && given.endsWith('"');
  const text = quoted ? given.slice(1, -1) : given;
  if (text.length > MAX_LOCAL_PART) return null;
  if (LOCAL_PART.test(text)) return text.toLowerCase();
  const mayBeDotted = quoted || DOTTED_DOMAINS.has(domain);
  return mayBeDotted && LOOSE_DOTS.test(text) ? `"${text.toLowerCase()}"` : null;
}

/** Part after the @ of an address that `parseAddress` accepted. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/**
 * Reads `Name <a@b.c>`, `"Name, Inc." <a@b.c>` or `a@b.c`; null for anything else. The name may be in any language and
 * up to 256 characters; control characters are refused, so that nothing can add a header line.
 */
export function parseMailbox(text: string): Mailbox | null {
  const trimmed = trimInvisible(text);
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

/** A field of a request that is one address, without a name. Throws `invalid-request`. */
export function addressIn(path: string, text: string): string {
  const parsed = parseAddress(text);
  if (parsed.ok) return parsed.address;
  if (parsed.problem !== 'too-long')
    throw invalidField(path, 'must be an e-mail address', 'format', { format: 'email' });
  const message = `must have at most ${MAX_ADDRESS_BYTES} bytes`;
  throw invalidField(path, message, 'too-big', { max: MAX_ADDRESS_BYTES, unit: 'bytes' });
}

/** A field of a request that names somebody. Throws `invalid-request`. */
export function mailboxIn(path: string, text: string): Mailbox {
  const mailbox = parseMailbox(text);
  if (mailbox === null)
    throw invalidField(path, 'must be an address, or a name and an address: Name <a@b.c>', 'format', {
      format: 'mailbox',
    });
  return mailbox;
}

/** Most mailboxes of one header. */
const MAX_MAILBOXES = 10;

/** Reads 1 to 10 mailboxes that are separated by commas; null for anything else. */
export function parseMailboxes(text: string): Mailbox[] | null {
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+|"/gu) ?? [];
  const mailboxes = parts.map(parseMailbox);
  const isWhole = parts.join(',') === text && parts.length <= MAX_MAILBOXES;
  return isWhole && mailboxes.every((mailbox) => mailbox !== null) ? mailboxes : null;
}

/** A field of a request that names one or several. Throws `invalid-request`. */
export function mailboxesIn(path: string, text: string): Mailbox[] {
  const mailboxes = parseMailboxes(text);
  if (mailboxes === null || mailboxes.length === 0) {
    throw invalidField(
      path,
      `must be 1 to ${MAX_MAILBOXES} addresses, each with or without a name, between commas`,
      'format',
      { format: 'mailboxes', max: MAX_MAILBOXES },
    );
  }
  return mailboxes;
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
