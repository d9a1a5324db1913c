import { encode as encodeBase64, wrap as wrapBase64 } from 'nodemailer/lib/base64';
import type MimeNode from 'nodemailer/lib/mime-node';
import { encode as encodeQuoted, wrap as wrapQuoted } from 'nodemailer/lib/qp';

/**
 * The message of a compiled tree whose contents are strings and buffers. The same bytes as the tree's own `build()`,
 * without its streams, which cost more time than everything else of a mail together.
 */
export const serialize = (root: MimeNode): Buffer => {
  const message = textOf(root);
  return Buffer.from(`${message}${missingLineEnd(message)}`);
};

/** A node of a tree as the part of another message. */
export const serializePart = (node: MimeNode): Buffer => Buffer.from(textOf(node));

const textOf = (node: MimeNode): string => {
  const parts: string[] = [];
  append(node, parts);
  return parts.join('');
};

/** A message ends with a line end; a lone CR at its end counts as half of one. */
const missingLineEnd = (message: string): string => {
  if (message.endsWith('\n')) return '';
  return message.endsWith('\r') ? '\n' : '\r\n';
};

const append = (node: MimeNode, parts: string[]): void => {
  parts.push(node.buildHeaders(), '\r\n\r\n', encodedContent(node));
  if (!node.multipart) return;
  node.childNodes.forEach((child, index) => {
    parts.push(`${index > 0 ? '\r\n' : ''}--${node.boundary}\r\n`);
    append(child, parts);
  });
  parts.push(`\r\n--${node.boundary}--\r\n`);
};

/** `buildHeaders` has chosen the encoding and named it in the header. */
const encodedContent = (node: MimeNode): string => {
  const { content } = node;
  if (!content) return '';
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) throw new Error('a part is neither string nor buffer');
  const encoding = node.getHeader('Content-Transfer-Encoding');
  if (encoding === 'base64') return wrapBase64(encodeBase64(content));
  if (encoding === 'quoted-printable') return wrapQuoted(encodeQuoted(content));
  return content.toString();
};
