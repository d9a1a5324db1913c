/** The headers that the inbox shows; decoded, and null where the message lacks one. */
export interface MailHeaders {
  from: string | null;
  subject: string | null;
  mailId: string | null;
}

const HEADER_END = Buffer.from('\r\n\r\n');
/** The part of a message in which its headers are looked for. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Reads the headers of a raw message: unfolded, RFC 2047 words decoded. Never throws on odd input. */
export function readHeaders(raw: Buffer): MailHeaders {
  const head = raw.subarray(0, MAX_HEADER_BYTES);
  const end = head.indexOf(HEADER_END);
  const text = head.toString('utf8', 0, end === -1 ? head.length : end);
  const values = new Map<string, string>();
  for (const line of text.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (name !== '' && !values.has(name)) values.set(name, line.slice(colon + 1).trim());
  }
  const decoded = (name: string): string | null => {
    const value = values.get(name);
    return value === undefined ? null : decodeWords(value);
  };
  return { from: decoded('from'), subject: decoded('subject'), mailId: values.get('x-mailramp-mail-id') ?? null };
}

/** Decodes `=?charset?B|Q?...?=`; blanks between two encoded words do not count. */
function decodeWords(value: string): string {
  return value
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(/(?:=\?[^?\s]+\?[bq]\?[^?\s]*\?=)+/gi, (words) =>
      decodeRun([...words.matchAll(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi)]),
    );
}

/** Neighbors of one charset are joined before decoding: some mailers split a character between two words. */
function decodeRun(words: RegExpExecArray[]): string {
  let text = '';
  let pending: Buffer[] = [];
  let pendingCharset = '';
  const flush = () => {
    text += decodeBytes(pendingCharset, Buffer.concat(pending));
    pending = [];
  };
  for (const [, charset = '', encoding = '', content = ''] of words) {
    if (charset.toLowerCase() !== pendingCharset) flush();
    pendingCharset = charset.toLowerCase();
    pending.push(encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : fromQ(content));
  }
  flush();
  return text;
}

const fromQ = (content: string): Buffer =>
  Buffer.from(
    content
      .replaceAll('_', ' ')
      .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

function decodeBytes(charset: string, bytes: Buffer): string {
  if (bytes.length === 0) return '';
  try {
    return new TextDecoder(charset.split('*')[0]).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
