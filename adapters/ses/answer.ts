/**
 * Reads answers of HTTP/1.1, as far as a client needs that asks for plain JSON: https://www.rfc-editor.org/rfc/rfc9112
 */

/** Far above what SES answers, its headers included. */
const MAX_ANSWER_BYTES = 64 * 1024;
const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';

const STATUS_LINE = /^HTTP\/1\.(?<minor>[01]) (?<status>[1-5]\d\d)(?: |$)/;
const FIELD_LINE = /^(?<name>[\w!#$%&'*+.^`|~-]+):[ \t]*(?<value>.*?)[ \t]*$/;
const LENGTH = /^\d{1,9}$/;
const CHUNK_SIZE = /^(?<size>[\da-f]{1,8})[ \t]*(?:;.*)?$/i;
/** Answers that have no body, whatever their headers say. */
const BODILESS = new Set([204, 304]);

/** An answer as it came. */
export interface Answer {
  status: number;
  /** Of AWS's error, where the answer is one. */
  errorType: string | undefined;
  text: string;
}

export interface ReadAnswer {
  answer: Answer;
  /** Whether another request may follow on the same connection. */
  isReusable: boolean;
}

interface Head {
  status: number;
  minor: string;
  fields: Map<string, string>;
}

interface Body {
  bytes: Buffer;
  /** Whether it ended where the received bytes do, and by its own rules. */
  isLast: boolean;
}

/**
 * The answer that has been received, null while it goes on. `isOver`: the server has ended the connection.
 * @throws when it is no answer of HTTP/1.1, is longer than any of SES, or has been cut off.
 */
export function readAnswer(received: Buffer, isOver: boolean): ReadAnswer | null {
  if (received.length > MAX_ANSWER_BYTES) throw new Error('the answer is longer than any of SES');
  const end = received.indexOf(HEAD_END);
  const read =
    end < 0 ? null : readWhole(received.toString('latin1', 0, end), received.subarray(end + HEAD_END.length), isOver);
  if (read === null && isOver) throw new Error('the connection ended before the answer did');
  return read;
}

function readWhole(headText: string, rest: Buffer, isOver: boolean): ReadAnswer | null {
  const { status, minor, fields } = readHead(headText);
  // Only announces the answer, e.g. 100 Continue.
  if (status < 200) return readAnswer(rest, isOver);
  const body = BODILESS.has(status)
    ? { bytes: rest.subarray(0, 0), isLast: rest.length === 0 }
    : readBody(fields, rest, isOver);
  if (body === null) return null;
  const isKept = minor === '1' && !/\bclose\b/i.test(fields.get('connection') ?? '');
  return {
    answer: { status, errorType: fields.get('x-amzn-errortype'), text: body.bytes.toString('utf8') },
    isReusable: isKept && body.isLast && !isOver,
  };
}

function readHead(text: string): Head {
  const [statusLine = '', ...lines] = text.split(LINE_END);
  const { minor = '', status } = STATUS_LINE.exec(statusLine)?.groups ?? {};
  if (status === undefined) throw new Error('the answer is no HTTP/1.1');
  return { status: Number(status), minor, fields: readFields(lines) };
}

function readFields(lines: string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const { name, value = '' } = FIELD_LINE.exec(line)?.groups ?? {};
    if (name === undefined) throw new Error('a header of the answer cannot be read');
    const key = name.toLowerCase();
    const before = fields.get(key);
    fields.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return fields;
}

/** Null while the body goes on. Where two headers name its end it is not read at all: they might disagree. */
function readBody(fields: Map<string, string>, rest: Buffer, isOver: boolean): Body | null {
  const [length, coding] = [fields.get('content-length'), fields.get('transfer-encoding')];
  if (length === undefined && coding === undefined) return isOver ? { bytes: rest, isLast: true } : null;
  if (coding === undefined && LENGTH.test(length ?? '')) return readCounted(rest, Number(length));
  if (length === undefined && coding?.toLowerCase() === 'chunked') return readChunks(rest);
  throw new Error('the length of the answer cannot be read');
}

const readCounted = (rest: Buffer, length: number): Body | null =>
  rest.length < length ? null : { bytes: rest.subarray(0, length), isLast: rest.length === length };

function readChunks(rest: Buffer): Body | null {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf(LINE_END, at);
    if (lineEnd < 0) return null;
    const size = CHUNK_SIZE.exec(rest.toString('latin1', at, lineEnd))?.groups?.size;
    if (size === undefined) throw new Error('a chunk of the answer has no length');
    const from = lineEnd + LINE_END.length;
    const to = from + Number.parseInt(size, 16);
    if (to === from) return endOfChunks(rest, lineEnd, chunks);
    at = to + LINE_END.length;
    if (rest.length < at) return null;
    if (rest.toString('latin1', to, at) !== LINE_END)
      throw new Error('a chunk of the answer has another length than it says');
    chunks.push(rest.subarray(from, to));
  }
}

/** The last chunk is followed by headers that say nothing new, and an empty line. */
function endOfChunks(rest: Buffer, lineEnd: number, chunks: Buffer[]): Body | null {
  const end = rest.indexOf(HEAD_END, lineEnd);
  return end < 0 ? null : { bytes: Buffer.concat(chunks), isLast: end + HEAD_END.length === rest.length };
}
