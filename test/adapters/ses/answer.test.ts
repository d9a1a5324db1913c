import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ReadAnswer, readAnswer } from '../../../adapters/ses/answer.ts';

const BODY = '{"MessageId":"é"}';
const LENGTH = Buffer.byteLength(BODY);
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const answered = (more: Partial<ReadAnswer['answer']> = {}): ReadAnswer['answer'] => ({
  status: 200,
  errorType: undefined,
  text: BODY,
  ...more,
});

const read = (text: string, isOver = false): ReadAnswer | null => readAnswer(Buffer.from(text), isOver);

describe('an answer of HTTP/1.1', () => {
  it.each<[string, string, ReadAnswer['answer'], boolean]>([
    ['counted', `HTTP/1.1 200 OK\r\nContent-Length: ${LENGTH}\r\n\r\n${BODY}`, answered(), true],
    ['without a reason phrase', `HTTP/1.1 200\r\ncontent-length:${LENGTH}\r\n\r\n${BODY}`, answered(), true],
    [
      'in chunks',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n${chunk('{"MessageId"')}${chunk(':"é"}')}0\r\n\r\n`,
      answered(),
      true,
    ],
    [
      'in chunks with extensions and a trailer',
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk(BODY).replace('\r\n', ' ;a="b"\r\n')}000;c\r\nx: y\r\n\r\n`,
      answered(),
      true,
    ],
    [
      'announced',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: ${LENGTH}\r\n\r\n${BODY}`,
      answered(),
      true,
    ],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', answered({ status: 204, text: '' }), true],
    [
      'the last of its connection',
      `HTTP/1.1 400 Bad Request\r\nX-Amzn-ErrorType: A\r\nConnection: Close\r\ncontent-length: ${LENGTH}\r\n\r\n${BODY}`,
      answered({ status: 400, errorType: 'A' }),
      false,
    ],
    ['of HTTP/1.0', `HTTP/1.0 200 OK\r\ncontent-length: ${LENGTH}\r\n\r\n${BODY}`, answered(), false],
  ])('is read wherever it is torn: %s', (_, text, answer, isReusable) => {
    const bytes = Buffer.from(text);
    expect(readAnswer(bytes, false)).toEqual({ answer, isReusable });
    for (let end = 0; end < bytes.length; end += 1) {
      expect(readAnswer(bytes.subarray(0, end), false)).toBeNull();
      expect(() => readAnswer(bytes.subarray(0, end), true)).toThrow('the connection ended before the answer did');
    }
  });

  it('without a length ends with its connection', () => {
    const text = `HTTP/1.1 200 OK\r\n\r\n${BODY}`;
    expect(read(text)).toBeNull();
    expect(read(text, true)).toEqual({ answer: answered(), isReusable: false });
  });

  it('that is followed by something is the last of its connection', () => {
    expect(read(`HTTP/1.1 200 OK\r\ncontent-length: ${LENGTH}\r\n\r\n${BODY}HTTP/1.1 200 OK`)).toEqual({
      answer: answered(),
      isReusable: false,
    });
  });

  it.each([
    ['another protocol', '220 mail.example ESMTP\r\n\r\n'],
    ['another version', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['a header in two lines', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n 7\r\n\r\n{}'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: 17\r\n\r\n{}'],
    ['a blank in a header name', 'HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\n{}'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\n{}'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}'],
    ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\n{}'],
    ['another coding', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n{}'],
    ['a chunk without a length', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}\r\n0\r\n\r\n'],
    ['a chunk that is longer', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}}\r\n0\r\n\r\n'],
    ['more than SES ever says', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`],
  ])('is not guessed: %s', (_, text) => {
    expect(() => read(text)).toThrow(/answer/);
  });

  it('is read, awaited or refused, whatever the bytes are', () => {
    const pieces = fc.constantFrom(
      'HTTP/1.1 200 OK\r\n',
      '\r\n',
      'content-length: 3\r\n',
      '0\r\n',
      'a',
      '1\r\na\r\n',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.boolean(), (parts, isOver) => {
        try {
          const found = read(parts.join(''), isOver);
          expect(found === null && isOver).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});
