/**
 * A message as a program wrote it (RFC 5322). Only its head is read and changed; the body goes out byte for byte.
 */

const CR = 0x0d;
const LF = 0x0a;
/** RFC 5322, section 2.1.1, without the line end. */
const MAX_LINE_BYTES = 998;
const MAX_HEAD_BYTES = 64 * 1024;
const MAX_FIELDS = 200;

/** A field of the head: its name in lower case, and its lines with their ends. */
export interface Field {
  name: string;
  lines: string;
}

export interface WrittenMessage {
  fields: readonly Field[];
  /** With the empty line before it. */
  body: Buffer;
}

export type ReadMessage = { ok: true; message: WrittenMessage } | { ok: false; fault: string };

/** Reads a message whose lines all end in CRLF. A fault says what is wrong, in words for who wrote the program. */
export function readMessage(bytes: Buffer): ReadMessage {
  if (hasLongLine(bytes)) return fault(`a line has more than ${MAX_LINE_BYTES} bytes`);
  const end = endOfHead(bytes);
  if (end > MAX_HEAD_BYTES) return fault(`the head has more than ${MAX_HEAD_BYTES} bytes`);
  const head = bytes.subarray(0, end);
  if (head.some((byte) => byte > 0x7e || (byte < 0x20 && byte !== CR && byte !== LF && byte !== 0x09)))
    return fault('the head must be printable ASCII: encode other letters as RFC 2047 says');
  const fields = fieldsOf(head.toString('latin1'));
  if (fields === null) return fault('the head has a line that is no field');
  if (fields.length > MAX_FIELDS) return fault(`the head has more than ${MAX_FIELDS} fields`);
  return { ok: true, message: { fields, body: bytes.subarray(end) } };
}

const fault = (text: string): ReadMessage => ({ ok: false, fault: text });

/** Where the empty line begins; the length of a message that is only a head. */
function endOfHead(bytes: Buffer): number {
  if (bytes[0] === CR && bytes[1] === LF) return 0;
  const at = bytes.indexOf('\r\n\r\n');
  return at < 0 ? bytes.length : at + 2;
}

function hasLongLine(bytes: Buffer): boolean {
  let from = 0;
  while (from < bytes.length) {
    const at = bytes.indexOf(LF, from);
    const end = at < 0 ? bytes.length : at - 1;
    if (end - from > MAX_LINE_BYTES) return true;
    if (at < 0) return false;
    from = at + 1;
  }
  return false;
}

/** RFC 5322, section 2.2: a name of printable ASCII without a colon; lines that begin with a blank continue a field. */
const FIELD_LINE = /^([!-9;-~]+)[ \t]*:/;

function fieldsOf(head: string): Field[] | null {
  const fields: Field[] = [];
  for (const line of head.split(/(?<=\r\n)/)) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last === undefined) return null;
      last.lines += line;
      continue;
    }
    const [, name] = FIELD_LINE.exec(line) ?? [];
    if (name === undefined) return null;
    fields.push({ name: name.toLowerCase(), lines: line.endsWith('\r\n') ? line : `${line}\r\n` });
  }
  return fields;
}

/** The value of a field, its folded lines joined (RFC 5322, section 2.2.3). */
const contentOfField = ({ lines }: Field): string =>
  lines
    .slice(lines.indexOf(':') + 1)
    .replace(/\r\n(?=[ \t])/g, '')
    .trim();

/** The values of all fields of a name. */
export const valuesOf = ({ fields }: WrittenMessage, name: string): string[] =>
  fields.filter((field) => field.name === name).map(contentOfField);

/** Every CR and every LF that stands alone becomes CRLF, so that no server takes a part of a line for an end. */
export function withWholeLines(bytes: Buffer): Buffer {
  const loose = countLoose(bytes);
  if (loose === 0) return bytes;
  const whole = Buffer.allocUnsafe(bytes.length + loose);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === LF && bytes[i - 1] !== CR) whole[at++] = CR;
    whole[at++] = byte;
    if (byte === CR && bytes[i + 1] !== LF) whole[at++] = LF;
  }
  return whole;
}

function countLoose(bytes: Buffer): number {
  let loose = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) loose += 1;
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) if (bytes[at + 1] !== LF) loose += 1;
  return loose;
}

/** What a program says with a field that only mail to many carries. */
export const isBulkByItself = (message: WrittenMessage): boolean =>
  message.fields.some(({ name }) => name === 'list-unsubscribe' || name === 'list-id') ||
  valuesOf(message, 'precedence').some((value) => /^(?:bulk|list|junk)$/i.test(value));
