const CRLF = '\r\n';
/** A CR or LF that is not a line end of SMTP. Some servers take it for one, and a dot behind it for the last. */
const LONE = /\r(?!\n)|(?<!\r)\n/;
const LINE_ENDS = /\r\n?|\n/g;

/**
 * The message as it goes over the line, but for the final dot: line ends are CRLF, the last line has one, and a dot
 * that begins a line is doubled (RFC 5321, 4.5.2). Latin-1, a character a byte: the search in a string takes half the
 * time of the same in a buffer, and sockets write such strings without another copy.
 */
export function transparent(message: Uint8Array): string {
  let text = Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString('latin1');
  if (LONE.test(text)) text = text.replace(LINE_ENDS, CRLF);
  text = text.replaceAll('\r\n.', '\r\n..');
  return `${text.startsWith('.') ? '.' : ''}${text}${text.endsWith(CRLF) ? '' : CRLF}`;
}
